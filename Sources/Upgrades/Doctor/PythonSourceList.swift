import FileEffects
import SystemPackage

/// What Python is asked about, in a file that it reads: source files as they are in the deployment, or with
/// contents that are not there yet.
///
/// Of each there is a line with its kind and the lengths of what follows: its path, and its contents. Nothing is
/// held in memory.
struct PythonSourceList {
  let place: FilePath
  private let file: any WritableFile

  /// Begins one in a folder for temporary files.
  ///
  /// - Parameter gone: The only modules that count as missing, since they are about to go; `nil` looks for each in the
  ///   deployment.
  init(
    in scratch: FilePath, on files: any FileSystem, missing gone: [RelativePath]? = nil
  ) throws {
    place = scratch.appending("python-files")
    try files.remove(place)
    file = try files.create(place, permissions: 0o600)
    guard let gone else { return }
    try append("ahead", nil, [])
    for module in gone { try append("gone", module, []) }
  }

  /// Adds a file as it is in the deployment.
  func add(_ path: RelativePath) throws { try append("here", path, []) }

  /// Adds a file with the contents that it is going to have.
  func add(_ path: RelativePath, holding contents: [UInt8]) throws {
    try append("new", path, contents)
  }

  private func append(_ kind: String, _ path: RelativePath?, _ contents: [UInt8]) throws {
    let name = path?.bytes ?? []
    let head = Array("\(kind) \(name.count) \(contents.count)\n".utf8)
    try (head + name + contents).withUnsafeBytes { try file.append($0) }
  }
}
