import FileEffects
import SystemPackage
import TestSupport
import Testing

/// What somebody named is read, whatever it is.
@Suite(.tags(.unit)) struct NamedContentsTests {
  @Test(arguments: Disk.allCases)
  func `a file is read through links, however long it is`(disk: Disk) throws {
    let at = try disk.open()
    try at.files.replace(at.path("f"), with: [1, 2, 3])
    try at.files.createLink(at.path("l"), to: Array("f".utf8))
    try at.files.createLink(at.path("m"), to: Array("l".utf8))
    for name in ["f", "l", "m"] {
      #expect(try at.files.readNamed(at.path(name), atMost: 2) == [1, 2, 3], "\(name)")
    }
    try at.files.createLink(at.path("gone"), to: Array("nowhere".utf8))
    try at.files.createDirectory(at.path("d"), permissions: 0o755)
    for (name, code) in [("gone", Errno.noSuchFileOrDirectory), ("d", .isDirectory)] {
      let error = try #require(throws: FileError.self) {
        try at.files.readNamed(at.path(name), atMost: 2)
      }
      #expect(error.code == code && error.operation == .read, "\(name)")
    }
  }

  @Test func `of what has no end no more is read than is asked for`() throws {
    let files = LocalFileSystem()
    #expect(try files.readNamed("/dev/null", atMost: 0).isEmpty)
    let error = try #require(throws: FileError.self) {
      try files.readNamed("/dev/zero", atMost: 1 << 20)
    }
    #expect(error == FileError(.read, "/dev/zero", .fileTooLarge))
  }
}
