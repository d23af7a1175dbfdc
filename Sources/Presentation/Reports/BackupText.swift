package import Generations

/// The text in a backup folder, for people without this program.
package enum BackupText {
  @Sendable package static func readme(
    _ generation: Generation.Number, _ version: String, _ created: Timestamp, _ databases: [String]
  ) -> String {
    """
    This folder is a backup of a CORTEX deployment: generation \(generation), version \
    \(version.isEmpty ? "unknown" : version), as it was on
    \(created.words). Everything in it is plain: nothing but a file manager is needed to use it.

      cortex-brain/           the brain: SQLite databases, configurations, documents
      brain-export/           the rows of the databases as YAML, to read or to import elsewhere
      backup-manifest.json    what this is, for programs
      everything else         the other files of the deployment, each in its place

    To go back to it without cortex:

      1. Quit every program that uses CORTEX.
      2. In the deployment, remove the files that end in -wal, -shm or -journal beside these
         databases; they belong to the ones that are replaced:
    \(databases.map { "           \($0)\n" }.joined())\
      3. In this folder, copy everything but what only the backup has over the deployment:
           tar cf - --exclude=./brain-export --exclude=./backup-manifest.json \\
             --exclude=./BACKUP-README.txt . | tar xf - --no-overwrite-dir -C DEPLOYMENT
      4. Check each database:
           sqlite3 DATABASE 'PRAGMA integrity_check'

    To go back to it with cortex: 'cortex gen import' with this folder, then 'cortex gen switch'.
    To add its rows to another brain: 'cortex import-brain' with brain-export.

    """
  }
}
