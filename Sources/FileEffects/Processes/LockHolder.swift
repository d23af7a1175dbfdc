import Glibc
public import SystemPackage

/// The program that keeps a database, or a store, locked.
public struct LockHolder: Hashable, Sendable, CustomStringConvertible {
  /// The program's name, as the system has it: at most 15 bytes.
  public var program: String
  public var process: Int
  /// What it was started as, without options: `cortex gen import`; `nil` where that is not known.
  public var command: String?

  public init(program: String, process: Int, command: String? = nil) {
    self.program = program
    self.process = process
    self.command = command
  }

  public var description: String { "\(command ?? program) (process \(process))" }

  /// The program's name and the words of a command after it, of arguments as the kernel has them: each
  /// ended by a zero byte.
  static func command(of arguments: [UInt8]) -> String? {
    let words = arguments.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
    guard let path = words.first, let name = path.split(separator: "/").last else { return nil }
    let commands = words.dropFirst().prefix(2).prefix { word in
      word.utf8.first != UInt8(ascii: "-")
        && word.utf8.allSatisfy {
          (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) || $0 == UInt8(ascii: "-")
        }
    }
    return Spelling.line(([String(name)] + commands).joined(separator: " "))
  }

  /// The number of this process.
  public static var ownProcess: Int { Int(getpid()) }

  /// Looks the locks of a database up in the kernel's list (man 5 proc_locks).
  ///
  /// Returns `nil` if it is unknown: no such list, a program that this one cannot see, or
  /// none that has a lock any more. Nothing of the database is opened.
  public static func find(of database: FilePath, on files: any FileSystem) -> LockHolder? {
    let places = [""] + DatabaseHeader.companions
    return find("POSIX", on: places.map { database.withSuffix($0) }, files) {
      $0.process != ownProcess
    }
  }

  /// As ``find(of:on:)``, for a file that ``FileSystem/lock(_:)`` locks.
  public static func find(ofLock path: FilePath, on files: any FileSystem) -> LockHolder? {
    find("FLOCK", on: [path], files) { _ in true }
  }

  private static func find(
    _ kind: Substring, on paths: [FilePath], _ files: any FileSystem, where isMeant: (Lock) -> Bool
  ) -> LockHolder? {
    let wanted = Set(
      paths.compactMap { path -> Place? in
        // A file that is not there, or went meanwhile, has no lock.
        (try? files.metadata(path))?.map(Place.init)
      })
    // Where the list cannot be read, the sentence says no name.
    guard let bytes = try? files.read("/proc/locks") else { return nil }
    let locks = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
      .compactMap { Lock($0) }
      .filter { $0.kind == kind && wanted.contains($0.place) && isMeant($0) }
    // Who writes shuts others out; who reads, only if nobody writes.
    guard let lock = locks.first(where: \.isForWriting) ?? locks.first,
      let name = try? files.read(FilePath("/proc/\(lock.process)/comm"))
    else { return nil }
    return LockHolder(
      program: String(decoding: name.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self),
      process: lock.process,
      // The system may hide what another user runs.
      command: (try? files.read(FilePath("/proc/\(lock.process)/cmdline"))).flatMap(command(of:)))
  }

  /// Which file is locked.
  private struct Place: Hashable {
    var major: UInt64
    var minor: UInt64
    var inode: UInt64

    init(_ metadata: FileMetadata) {
      let device = metadata.device
      major = (device >> 8) & 0xfff | (device >> 32) & ~0xfff
      minor = device & 0xff | (device >> 12) & 0xffff_ff00
      inode = metadata.inode
    }

    /// `08:01:1234`: two hexadecimal numbers and a decimal one.
    init?(_ text: Substring) {
      let parts = text.split(separator: ":")
      guard parts.count == 3, let major = UInt64(parts[0], radix: 16),
        let minor = UInt64(parts[1], radix: 16), let inode = UInt64(parts[2])
      else { return nil }
      (self.major, self.minor, self.inode) = (major, minor, inode)
    }
  }

  /// A line such as `1: POSIX  ADVISORY  WRITE 708 08:01:1234 0 EOF`.
  private struct Lock {
    var kind: Substring
    var isForWriting: Bool
    var process: Int
    var place: Place

    init?(_ line: Substring) {
      let words = line.split(separator: " ")
      // A line with an arrow is of a program that waits.
      guard words.count >= 6, let process = Int(words[4]), process > 0,
        let place = Place(words[5])
      else { return nil }
      kind = words[1]
      isForWriting = words[3] == "WRITE"
      self.process = process
      self.place = place
    }
  }
}
