public import FileEffects

/// What the engine knows of the product that it upgrades: the names of its files, folders and tables.
///
/// All that is CORTEX's own is in ``current``; another product's layout would be another value. Paths are
/// below the deployment's folder, and in a release the same.
public struct ProductLayout: Sendable {
  /// The folder of what the product learns: what has one is a deployment.
  public var brainFolder: String
  public var sourceFolder: String
  /// What its packages are called, and what a signature says that it is for.
  public var name: String
  /// A file that few others have.
  public var ownFile: String
  /// Configurations that few others have.
  public var ownConfigurations: [String]
  /// Folders, wherever they are, with modules that are found by their names.
  public var agentFolders: [String]
  /// The Python packages that it needs.
  public var requirements: String

  // MARK: Versions

  /// A release's list of its files.
  public var manifest: String
  /// What a package has to say about an upgrade to it. It is not installed.
  public var notes: String
  /// Texts at a release's root that go beside its packages, too.
  public var documents: [String]
  /// Where a package has configurations of the releases that it upgrades from, by their digests. They are
  /// not installed.
  public var bases: String
  /// The product's note of its own version: this name at the top, and in the brain.
  public var versionFile: String
  /// The field of it that says the version.
  public var versionField: String
  /// A file whose first line is the version.
  public var plainVersion: String
  /// A text with a line that begins with ``versionLabel``.
  public var packageInformation: String
  public var versionLabel: String

  // MARK: Databases

  /// Where a release has its migrations.
  public var migrationFolders: [String]
  /// Where applied ones are recorded.
  public var appliedMigrations: String
  /// The database of a new migration, below the brain.
  public var usualDatabase: String
  /// How the names of databases end.
  public var databaseEndings: [String]
  /// The tables whose rows are counted.
  public var conversationTable: String
  public var patternTable: String

  // MARK: Layers

  /// Paths of the user's, whatever a release ships; patterns, as all of these.
  public var brain: [String]
  /// Paths that are merged, whatever a release ships.
  public var configurations: [String]
  /// Paths of learnt files, unless a release shipped them.
  public var learnt: [String]
  /// Where the product's own files are, as long as no release says which they are.
  public var core: [String]
  /// Where reports of upgrades go.
  public var reportFolder: String
}

extension ProductLayout {
  public static let current = ProductLayout(
    brainFolder: "cortex-brain",
    sourceFolder: "src",
    name: "cortex",
    ownFile: ".github/prompts/CORTEX.prompt.md",
    ownConfigurations: ["cortex-operations.yaml", "cortex-brain/response-templates.yaml"],
    agentFolders: ["agents", "cortex_agents"],
    requirements: "requirements.txt",

    manifest: "manifest.json",
    notes: "UPGRADE-NOTES.md",
    documents: ["CHANGELOG.md", "UPGRADE-GUIDE.md"],
    bases: ".cortex-bases",
    versionFile: ".cortex-version",
    versionField: "cortex_version",
    plainVersion: "VERSION",
    packageInformation: "PACKAGE-INFO.md",
    versionLabel: "**Version:**",

    migrationFolders: ["migrations", "cortex-brain/migrations"],
    appliedMigrations: "cortex-brain/migrations/applied.json",
    usualDatabase: "tier2/knowledge_graph.db",
    databaseEndings: [".db", ".sqlite", ".sqlite3"],
    conversationTable: "conversations",
    patternTable: "patterns",

    brain: [
      "cortex.config.json",
      "cortex-brain/**/user-dictionary.yaml",
      "cortex-brain/documents/**",
      "cortex-brain/tier1/**",
      "cortex-brain/tier2/**",
      "cortex-brain/tier3/**",
      "cortex-brain/conversation*",
      "cortex-brain/conversation*/**",
      "cortex-brain/knowledge-graph.yaml",
      "cortex-brain/lessons-learned.yaml",
      "cortex-brain/**/*.db",
    ],
    configurations: [
      "cortex-operations.yaml",
      "cortex-brain/response-templates.yaml",
      "cortex-brain/templates/response-templates.yaml",
      "cortex-brain/capabilities.yaml",
      "cortex-brain/metadata/capabilities.yaml",
      "cortex-brain/operations-config.yaml",
      "cortex-brain/operations/operations-config.yaml",
      "cortex-brain/brain-protection-rules.yaml",
      "cortex-brain/protection/brain-protection-rules.yaml",
    ],
    learnt: ["cortex-brain/**"],
    core: [
      "src/**",
      "scripts/**",
      ".github/prompts/**",
      ".github/copilot-instructions.md",
      "schema.sql",
      "requirements.txt",
      "optional-requirements.txt",
    ],
    reportFolder: "cortex-brain/documents/reports")

  /// The note of the version in the brain.
  public var brainVersionFile: String { "\(brainFolder)/\(versionFile)" }

  /// By what a release is known, the manifest first: where it says its version, and what no deployment is
  /// without.
  public var releaseSigns: [String] {
    [
      manifest, plainVersion, versionFile, brainVersionFile, packageInformation, sourceFolder,
      brainFolder, ownFile,
    ]
  }

  /// By what a deployment without a store is known, beside its brain: alternatives in each.
  public var deploymentSigns: [[String]] {
    [
      [plainVersion, versionFile, brainVersionFile, packageInformation], [sourceFolder],
      [ownFile],
    ] + ownConfigurations.map { [$0] }
  }

  /// Where something is, as a path.
  public static func path(_ text: String) -> RelativePath {
    RelativePath(unchecked: Array(text.utf8))
  }
}
