import FileEffects
import Synchronization
import SystemPackage
import TestSupport

/// Which files were opened, by their names.
final class OpenedFiles: Sendable {
  private let names = Mutex<[String]>([])

  /// The files of a disk, whose opening is noted.
  func files(on disk: any FileSystem) -> HookedFileSystem {
    HookedFileSystem(disk) { (call, path) throws(FileError) in
      if call == .open { self.names.withLock { $0.append(path.lastComponent?.string ?? "") } }
    }
  }

  /// Those since the last time that this was asked, in order.
  func take() -> [String] {
    names.withLock { names in
      defer { names = [] }
      return names.sorted()
    }
  }
}
