public import FileEffects
public import SystemPackage

/// The list in the folder of an export: it is written last, so that a folder with one is whole.
public struct BrainExportList: Hashable, Sendable {
  /// An exported database.
  public struct Database: Hashable, Sendable {
    public var path: RelativePath
    /// The name of its file, beside the list.
    public var file: String
    public var rows: Int

    public init(path: RelativePath, file: String, rows: Int) {
      (self.path, self.file, self.rows) = (path, file, rows)
    }
  }

  /// Its name.
  public static let name = "brain-export.yaml"

  /// When it was exported, and what the deployment's version was: for people.
  public var date: String
  public var version: String
  public var databases: [Database]

  public init(date: String, version: String, databases: [Database]) {
    (self.date, self.version, self.databases) = (date, version, databases)
  }

  private enum Key {
    static let date = "export_date"
    static let version = "cortex_version"
    static let databases = "databases"
    static let file = "file"
  }

  /// The list as YAML.
  public func write(to body: (UnsafeRawBufferPointer) throws -> Void) throws {
    try withoutActuallyEscaping(body) { body in
      var output = YAMLOutput(body)
      try output.write(
        "# The brain of a CORTEX deployment. 'cortex import-brain' reads this folder.\n")
      try output.key(ExportFormat.format, indent: 0)
      try output.write(" \(ExportFormat.version)\n")
      try output.key(Key.date, indent: 0)
      try output.text(date, indent: 0)
      try output.key(Key.version, indent: 0)
      try output.text(version, indent: 0)
      try output.key(Key.databases, indent: 0)
      try output.write(databases.isEmpty ? " []\n" : "\n")
      for database in databases {
        try output.write("- " + YAMLOutput.key(ExportFormat.database, indent: 2))
        try database.path.bytes.withUnsafeBytes { try output.text($0, indent: 2) }
        try output.key(Key.file, indent: 2)
        try output.text(database.file, indent: 2)
        try output.key(ExportFormat.rows, indent: 2)
        try output.write(" \(database.rows)\n")
      }
      try output.key(ExportFormat.isComplete, indent: 0)
      try output.write(" true\n")
      try output.finish()
    }
  }

  /// Reads a list.
  /// - Throws: ``BrainExportError``, `FileError`.
  public init(reading file: any ReadableFile, at path: FilePath) throws {
    let fields = try ExportFields(file, at: path)
    try fields.readVersion()
    try fields.expectKey(Key.date)
    date = try fields.text()
    try fields.expectKey(Key.version)
    version = try fields.text()
    try fields.expectKey(Key.databases)
    try fields.expectList()
    databases = []
    while let database = try Self.database(fields) { databases.append(database) }
    try fields.expectKey(ExportFormat.isComplete)
    try fields.expectTrue()
    try fields.expectMapEnd()
    try fields.expectEnd()
  }

  private static func database(_ fields: ExportFields) throws -> Database? {
    switch try fields.next() {
    case .mapStart: break
    case .listEnd: return nil
    default: throw fields.fault(.noMap)
    }
    try fields.expectKey(ExportFormat.database)
    guard case .text(let bytes) = try fields.value(), let path = RelativePath(bytes: bytes) else {
      throw fields.fault(.noPath)
    }
    try fields.expectKey(Key.file)
    let file = try fields.text()
    // Never a file outside of the folder.
    guard let name = RelativePath(file), name.parent == nil else { throw fields.fault(.noPath) }
    try fields.expectKey(ExportFormat.rows)
    let rows = try fields.number()
    try fields.expectMapEnd()
    return Database(path: path, file: file, rows: rows)
  }
}
