import Glibc
import Presentation
import SystemPackage

/// Standard output: the one place where results are written, and where it is found out that they
/// cannot be.
enum StandardOutput {
  /// Has the numbers 0, 1 and 2 stand for no file that is opened later: where one of them was closed,
  /// a database would get it, and the result would be written into that.
  ///
  /// Also keeps a reader that went away from ending this process in the middle of its work.
  static func prepare() {
    for (descriptor, flags) in [(0, O_RDONLY), (1, O_RDONLY), (2, O_RDWR)] as [(Int32, Int32)]
    where fcntl(descriptor, F_GETFD) == -1 {
      // The lowest number that is free is this one. What is open for reading only refuses a result.
      _ = open("/dev/null", flags)
    }
    signal(SIGPIPE, SIG_IGN)
  }

  /// Writes all of it.
  ///
  /// Whoever reads may have had enough, as `head` has: then the process ends without a word, as `git`
  /// and most programs do.
  /// - Throws: ``OutputError``.
  static func write(_ bytes: some Sequence<UInt8>) throws(OutputError) {
    Terminal.endLine()
    do { try FileDescriptor.standardOutput.writeAll(bytes) } catch {
      let code = error as? Errno ?? .ioError
      if code == .brokenPipe { endQuietly() }
      throw OutputError(code: code)
    }
  }

  static func write(_ text: String) throws(OutputError) { try write(text.utf8) }

  /// Closes it: some disks report a failed write only then.
  static func finish() throws(OutputError) {
    do { try FileDescriptor.standardOutput.close() } catch {
      throw OutputError(code: error as? Errno ?? .ioError)
    }
  }

  /// By the signal that the system would have sent; a shell shows it as 141.
  private static func endQuietly() -> Never {
    signal(SIGPIPE, SIG_DFL)
    kill(getpid(), SIGPIPE)
    exit(128 + SIGPIPE)
  }
}
