import CArchive
import FileEffects

/// What libarchive says of the entry it has come to, valid until the next one.
struct EntryHeader {
  private let header: OpaquePointer
  private let library: libarchive

  init(_ header: OpaquePointer, _ library: libarchive) {
    (self.header, self.library) = (header, library)
  }

  /// The name's bytes in the archive; empty if there are none.
  var name: [UInt8] { Self.bytes(library.archive_entry_pathname(header)) }

  var isDirectory: Bool { type == 0o040000 }

  var isEncrypted: Bool { library.archive_entry_is_encrypted(header) != 0 }

  private var type: UInt32 { UInt32(library.archive_entry_filetype(header)) }

  /// Whether this is the entry of that name, a slash at the end aside.
  func isNamed(_ other: [UInt8]) -> Bool {
    let slash = UInt8(ascii: "/")
    let (name, other) = (name[...], other[...])
    return (name.last == slash ? name.dropLast() : name)
      == (other.last == slash ? other.dropLast() : other)
  }

  func kind() throws(EntryRefusal) -> ArchiveEntry.Kind {
    if let target = library.archive_entry_hardlink(header) {
      throw .hardLink(target: Self.bytes(target))
    }
    // Who runs a file is not for a release to say: no set-user-ID.
    // Nor is it that its owner cannot read it.
    let permissions =
      UInt16(truncatingIfNeeded: library.archive_entry_perm(header)) & 0o777 | 0o400
    // The file types of POSIX, which libarchive uses on every system.
    switch type {
    case 0o100000:
      let size =
        library.archive_entry_size_is_set(header) != 0 ? library.archive_entry_size(header) : nil
      // A negative size is one beyond what the format can say.
      return .file(size: size.map { $0 < 0 ? .max : UInt64($0) }, permissions: permissions)
    case 0o040000: return .directory(permissions: permissions)
    case 0o120000:
      let target = Self.bytes(library.archive_entry_symlink(header))
      guard target.count < 4096 else { throw .linkTooLong }
      return .link(target: target)
    case 0o010000: throw .special(.fifo)
    case 0o140000: throw .special(.socket)
    default: throw .special(.device)
    }
  }

  private static func bytes(_ text: UnsafePointer<CChar>?) -> [UInt8] {
    guard var end = text else { return [] }
    var bytes: [UInt8] = []
    while end.pointee != 0 {
      bytes.append(UInt8(bitPattern: end.pointee))
      end += 1
    }
    return bytes
  }
}
