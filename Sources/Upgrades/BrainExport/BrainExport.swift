import Databases
import FileEffects
import Generations
import ObjectStore
import Releases
import SystemPackage

/// The databases of a brain as YAML: a folder with a file for each, and the list of them.
///
/// Each file gets its name when it is whole and synced, the list last: what was interrupted has no list, and is
/// never imported.
struct BrainExport {
  let deployment: Deployment
  let folder: FilePath

  /// `brain-export-20260131_120000`, as CORTEX itself names what it exports.
  static func name(at now: Timestamp) -> String { "brain-export-\(now.digits)" }

  /// Writes these databases, which lie where `place` says.
  func write(
    _ items: [Listing.Item], version: String, place: (RelativePath) throws -> FilePath
  ) throws -> [ExportBrainReport.Database] {
    try deployment.files.ensureDirectory(folder)
    // How far it has come is told in bytes of the databases.
    deployment.progress?.expect(bytes: items.reduce(0) { $0 + $1.entry.size })
    var names = ExportNames()
    var databases: [ExportBrainReport.Database] = []
    var list = BrainExportList(date: "\(deployment.now)", version: version, databases: [])
    for (path, entry) in items.map({ ($0.path, $0.entry) }) {
      let name = names.name(for: path)
      var told: UInt64 = 0
      func tell(_ count: UInt64) {
        let count = min(count, entry.size - told)
        told += count
        deployment.progress?.add(bytes: count)
      }
      // Who may read the database is not known to whoever copies the export.
      let file = try NewFile(folder.appending(name), permissions: 0o600, on: deployment.files)
      let exported = try deployment.databases.exportRows(of: place(path), as: path) {
        try file.append($0)
        tell(UInt64($0.count))
      }
      tell(entry.size)
      try file.commit()
      let database = ExportBrainReport.Database(path, name, exported)
      databases.append(database)
      list.databases.append(.init(path: path, file: name, rows: database.rows))
    }
    let file = try NewFile(
      folder.appending(BrainExportList.name), permissions: 0o600, on: deployment.files)
    try list.write { try file.append($0) }
    try file.commit()
    return databases
  }
}

/// The names of the files of an export: those of the databases, each once.
struct ExportNames {
  private var taken: Set<String> = [BrainExportList.name]

  /// `tier2-knowledge_graph.yaml` for `cortex-brain/tier2/knowledge_graph.db`.
  mutating func name(for path: RelativePath) -> String {
    let brain = Array("\(Deployment.brainFolder)/".utf8)
    let bytes = path.bytes.starts(with: brain) ? path.bytes.dropFirst(brain.count) : path.bytes[...]
    var stem = String(decoding: bytes.map(Self.plain), as: UTF8.self)
    for ending in ProductLayout.current.databaseEndings where stem.hasSuffix(ending) {
      stem = String(stem.dropLast(ending.count))
      break
    }
    // Names of more than 255 bytes are none; a few are for the ending, and the temporary name.
    stem = String(stem.prefix(200))
    if stem.isEmpty || stem.hasPrefix(".") { stem = "database" + stem }
    var (name, number) = ("\(stem).yaml", 1)
    while !taken.insert(name.lowercased()).inserted {
      number += 1
      name = "\(stem)-\(number).yaml"
    }
    return name
  }

  private static func plain(_ byte: UInt8) -> UInt8 {
    switch byte {
    case UInt8(ascii: "/"): UInt8(ascii: "-")
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E: byte
    default: UInt8(ascii: "_")
    }
  }
}

extension Timestamp {
  /// `20260131_120000`
  var digits: String {
    description.filter { !"-:Z".contains($0) }.replacing("T", with: "_")
  }
}
