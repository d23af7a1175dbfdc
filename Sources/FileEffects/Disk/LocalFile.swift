import CLinux
import Glibc
import Synchronization
import SystemPackage

/// An open file, closed with its last reference.
final class LocalFile: ReadableFile, WritableFile {
  let descriptor: Int32
  let path: FilePath
  /// Bytes appended, and those of them that are on their way to the disk.
  private let appended = Atomic(0)
  private let begun = Atomic(0)

  init(_ descriptor: Int32, _ path: FilePath) {
    self.descriptor = descriptor
    self.path = path
  }

  deinit { close(descriptor) }

  func read(
    into buffer: UnsafeMutableRawBufferPointer, at offset: UInt64
  ) throws(FileError) -> Int {
    var done = 0
    while done < buffer.count {
      let count: Int
      do throws(Errno) {
        count = try Syscalls.check {
          pread(
            descriptor, buffer.baseAddress?.advanced(by: done), buffer.count - done,
            off_t(offset) + off_t(done))
        }
      } catch { throw FileError(.read, path, error) }
      if count == 0 { break }
      done += count
    }
    return done
  }

  func append(_ bytes: UnsafeRawBufferPointer) throws(FileError) {
    var done = 0
    while done < bytes.count {
      do throws(Errno) {
        done += try Syscalls.check {
          write(descriptor, bytes.baseAddress?.advanced(by: done), bytes.count - done)
        }
      } catch { throw FileError(.write, path, error) }
    }
    appended.wrappingAdd(bytes.count, ordering: .relaxed)
  }

  func appendHole(_ count: Int) throws(FileError) {
    do throws(Errno) {
      let end = try Syscalls.check { lseek(descriptor, off_t(count), SEEK_CUR) }
      _ = try Syscalls.check { Int(ftruncate(descriptor, off_t(end))) }
    } catch { throw FileError(.write, path, error) }
    appended.wrappingAdd(count, ordering: .relaxed)
  }

  func beginSync() {
    let end = appended.load(ordering: .relaxed)
    let start = begun.load(ordering: .relaxed)
    guard end - start >= Self.writingSize else { return }
    begun.store(end, ordering: .relaxed)
    // Whatever goes wrong there the sync finds.
    _ = cortex_begin_writing(descriptor, start, end - start)
  }

  /// Of less the disk would be busy with many small writes.
  private static let writingSize = 8 << 20

  func sync() throws(FileError) {
    do throws(Errno) { _ = try Syscalls.check { Int(fsync(descriptor)) } } catch {
      throw FileError(.sync, path, error)
    }
  }
}
