import FileEffects
import Glibc
import SystemPackage
import TestSupport
import Testing

/// The two disks that the library knows, each with an empty folder to work in.
enum Disk: CaseIterable, CustomTestStringConvertible {
  case local, simulated

  var testDescription: String { "\(self)" }

  func open() throws -> WorkFolder {
    switch self {
    case .local:
      let folder = try TemporaryFolder()
      return WorkFolder(files: LocalFileSystem(), folder: folder.path, temporary: folder)
    case .simulated:
      let disk = SimulatedDisk()
      try disk.writeFolder("/disk")
      return WorkFolder(files: disk, folder: "/disk", temporary: nil)
    }
  }
}

/// An empty folder on one of the disks.
struct WorkFolder {
  let files: any FileSystem
  let folder: FilePath
  /// Keeps the real folder for as long as it is worked in.
  let temporary: TemporaryFolder?

  func path(_ name: String) -> FilePath { folder.appending(bytes: Array(name.utf8)) }

  func makeFIFO(_ path: FilePath) throws {
    if let disk = files as? SimulatedDisk {
      try disk.writeSpecial(path, .fifo)
    } else if path.withPlatformString({ mkfifo($0, 0o644) }) != 0 {
      throw Errno(rawValue: errno)
    }
  }
}

/// The error number with which `body` fails; `nil` if it does not.
func code(_ body: () throws -> Void) throws -> Errno? {
  do {
    try body()
    return nil
  } catch let error as FileError { return error.code }
}
