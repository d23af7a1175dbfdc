import Glibc
public import SystemPackage

extension LocalFileSystem {
  public func lock(_ path: FilePath) throws(FileError) -> (any HeldLock)? {
    try errors(.lock, path) { () throws(Errno) -> (any HeldLock)? in
      let file = LocalLock(try Syscalls.open(path, O_RDWR | O_CREAT, 0o644), path)
      // A program that is just being started holds a released lock a moment longer: until it runs, it has
      // all files of the process that starts it. Nobody is listed as the lock's holder then.
      var attempts = 20
      while true {
        do throws(Errno) {
          _ = try Syscalls.check { Int(flock(file.descriptor, LOCK_EX | LOCK_NB)) }
          return file
        } catch {
          guard error == .wouldBlock else { throw error }
        }
        attempts -= 1
        if attempts == 0 || LockHolder.find(ofLock: path, on: self) != nil { return nil }
        usleep(5_000)
      }
    }
  }
}

/// An advisory lock (`flock`): the kernel ends it with the process, so that none is ever stale.
final class LocalLock: HeldLock {
  let descriptor: Int32
  let path: FilePath

  init(_ descriptor: Int32, _ path: FilePath) {
    self.descriptor = descriptor
    self.path = path
  }

  deinit { close(descriptor) }

  func describe(_ text: String) throws(FileError) {
    let bytes = Array(text.utf8)
    do throws(Errno) {
      _ = try Syscalls.check { Int(ftruncate(descriptor, 0)) }
      _ = try Syscalls.check { pwrite(descriptor, bytes, bytes.count, 0) }
    } catch { throw FileError(.lock, path, error) }
  }
}
