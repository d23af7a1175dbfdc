public import FileEffects
public import SystemPackage

/// A small look-alike of a CORTEX release, or of what a user adds to one: a value, not yet on disk.
public struct SampleDeployment: Hashable, Sendable {
  public struct File: Hashable, Sendable {
    public var path: String
    public var bytes: [UInt8]
    public var permissions: UInt16

    public init(_ path: String, _ text: String, permissions: UInt16 = 0o644) {
      self.path = path
      self.bytes = Array(text.utf8)
      self.permissions = permissions
    }
  }

  public struct Link: Hashable, Sendable {
    public var path: String
    public var target: String
  }

  public var files: [File]
  public var links: [Link] = []
  public var emptyFolders: [String] = []

  /// The text of the file at `path`; `nil` if there is none.
  public func text(_ path: String) -> String? {
    files.first { $0.path == path }.map { String(decoding: $0.bytes, as: UTF8.self) }
  }

  /// Writes everything below `root`, over what is there: the files anew, the rest where missing.
  ///
  /// On a simulated disk it is durable when this returns.
  public func install(on files: any FileSystem, at root: FilePath) throws(FileError) {
    try files.ensureDirectory(root)
    for file in self.files {
      let path = root.appending(bytes: Array(file.path.utf8))
      try files.ensureDirectory(path.removingLastComponent())
      try files.remove(path)
      try files.write(path, file.bytes, permissions: file.permissions)
    }
    for link in links {
      let path = root.appending(bytes: Array(link.path.utf8))
      try files.ensureDirectory(path.removingLastComponent())
      try files.remove(path)
      try files.createLink(path, to: Array(link.target.utf8))
    }
    for folder in emptyFolders {
      try files.ensureDirectory(root.appending(bytes: Array(folder.utf8)))
    }
    // A real disk is spared the wait: no test cuts its power.
    if files is SimulatedDisk { try files.syncAll(at: root) }
  }
}

extension FileSystem {
  /// Writes a new file without waiting until it would survive a power cut.
  fileprivate func write(
    _ path: FilePath, _ bytes: [UInt8], permissions: UInt16
  ) throws(FileError) {
    let file = try create(path, permissions: permissions)
    var failure: FileError?
    bytes.withUnsafeBytes { buffer in
      do throws(FileError) { try file.append(buffer) } catch { failure = error }
    }
    if let failure { throw failure }
  }
}

/// What a user does to a deployment.
extension SampleDeployment {
  /// Files that a user added to `release` or edited: no upgrade may lose any of these bytes.
  public static func userWork(on release: SampleDeployment) -> SampleDeployment {
    SampleDeployment(files: [
      // Brain: shipped, and edited.
      edited(release, "cortex-brain/user-dictionary.yaml", adding: "  - term: lighthouse\n"),
      // Brain: the user's only.
      File("cortex.config.json", "{\n  \"workspace\": \"harbour\",\n  \"verbose\": true\n}\n"),
      // Nobody's but the user's, in a folder of the core.
      File("src/my_tools.py", "def greet(name):\n    return f\"Ahoy, {name}\"\n"),
      // Core: shipped, and edited.
      edited(release, "src/tier1/memory.py", adding: "\nKEEP_DAYS = 365  # longer than shipped\n"),
      // Outside CORTEX.
      File("notes of the crew.txt", "Water the plants.\n"),
    ])
  }

  /// The templates as a user has customised them: a value of a shipped one, and one of their own.
  public static func editedTemplates(of release: SampleDeployment) -> SampleDeployment {
    let path = "cortex-brain/response-templates.yaml"
    let text = release.text(path) ?? ""
    let edited = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      line == "    title: Help" ? "    title: Help on deck" : String(line)
    }
    let own = "  harbour_report:\n    title: Harbour report\n    triggers: [harbour]\n"
    return SampleDeployment(files: [File(path, edited.joined(separator: "\n") + own)])
  }

  /// As ``editedTemplates(of:)``, and with another title where 5.3.0 has another one, too: a
  /// conflict at `templates.plan.title`.
  public static func conflictingTemplates(of release: SampleDeployment) -> SampleDeployment {
    var work = editedTemplates(of: release)
    let text = work.files.first.map { String(decoding: $0.bytes, as: UTF8.self) } ?? ""
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      line == "    title: Plan" ? "    title: Plan on deck" : String(line)
    }
    work.files = work.files.map { File($0.path, lines.joined(separator: "\n")) }
    return work
  }

  private static func edited(
    _ release: SampleDeployment, _ path: String, adding text: String
  ) -> File {
    File(path, (release.text(path) ?? "") + text)
  }
}
