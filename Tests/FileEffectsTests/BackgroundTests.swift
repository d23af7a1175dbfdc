import FileEffects
import Glibc
import SystemPackage
import TestSupport
import Testing

/// Programs that nobody waits for.
@Suite(.tags(.process)) struct BackgroundTests {
  @Test func `a program in the background has no file of whoever started it`() throws {
    let folder = try TemporaryFolder()
    let pipe = folder.path.appending("pipe")
    try #require(mkfifo(pipe.string, 0o600) == 0)
    // As a shell hands a lock or a pipe on to the programs that it starts.
    let handed = fcntl(0, F_DUPFD, 50)
    defer { close(handed) }
    try #require(handed >= 50)
    Background.start("/bin/sh", ["sh", "-c", "echo /proc/$$/fd/* > '\(pipe)'"])
    // Opening it waits for the program.
    let file = open(pipe.string, O_RDONLY)
    defer { close(file) }
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = read(file, &bytes, bytes.count)
    let names = String(decoding: bytes[..<max(0, count)], as: UTF8.self)
      .split(whereSeparator: \.isWhitespace).compactMap { $0.split(separator: "/").last }
      .map(String.init)
    #expect(names.contains("1") && !names.contains("\(handed)"), "\(names)")
  }
}
