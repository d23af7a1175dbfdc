public import SystemPackage

/// The program that keeps a database locked.
public struct LockHolder: Hashable, Sendable, CustomStringConvertible {
  /// The program's name, as the system has it: at most 15 bytes.
  public var program: String
  public var process: Int

  public init(program: String, process: Int) {
    self.program = program
    self.process = process
  }

  public var description: String { "\(program) (process \(process))" }

  /// Looks the locks of a database up in the kernel's list (man 5 proc_locks).
  ///
  /// Returns `nil` where it cannot be told: no such list, a program that this one cannot see, or
  /// none that has a lock any more. Nothing of the database is opened.
  public static func find(of database: FilePath, on files: any FileSystem) -> LockHolder? {
    let places = [""] + DatabaseHeader.companions
    let wanted = Set(
      places.compactMap { ending -> Place? in
        // A companion that is not there, or went meanwhile, has no lock.
        (try? files.metadata(database.withSuffix(ending)))?.map(Place.init)
      })
    // Where the list cannot be read, the sentence says no name.
    guard let bytes = try? files.read("/proc/locks"),
      let own = try? files.linkTarget("/proc/self")
    else { return nil }
    let locks = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
      .compactMap { Lock($0) }
      .filter {
        wanted.contains($0.place) && "\($0.process)" != String(decoding: own, as: UTF8.self)
      }
    // Who writes shuts others out; who reads, only if nobody writes.
    guard let lock = locks.first(where: \.isForWriting) ?? locks.first,
      let name = try? files.read(FilePath("/proc/\(lock.process)/comm"))
    else { return nil }
    return LockHolder(
      program: String(decoding: name.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self),
      process: lock.process)
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
    var isForWriting: Bool
    var process: Int
    var place: Place

    init?(_ line: Substring) {
      let words = line.split(separator: " ")
      // A line with an arrow is of a program that waits.
      guard words.count >= 6, words[1] == "POSIX", let process = Int(words[4]), process > 0,
        let place = Place(words[5])
      else { return nil }
      isForWriting = words[3] == "WRITE"
      self.process = process
      self.place = place
    }
  }
}
