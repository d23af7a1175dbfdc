import FileEffects

/// A patch that tells when a database is about to be changed by it.
struct ToldPatch<Base: DatabasePatch>: DatabasePatch {
  private let base: Base
  private let tell: () -> Void

  init(_ base: Base, tell: @escaping () -> Void) {
    self.base = base
    self.tell = tell
  }

  var sizes: (before: UInt64, after: UInt64) { base.sizes }
  var pageRanges: [PageRange] { base.pageRanges }
  var fingerprint: FileMetadata? { base.fingerprint }
  var header: [UInt8] { base.header }

  func contents(
    of ranges: ArraySlice<PageRange>, replacing present: [[UInt8]]
  ) throws -> [[UInt8]]? {
    tell()
    return try base.contents(of: ranges, replacing: present)
  }

  func judge() -> (UnsafeRawBufferPointer?) throws -> Bool { base.judge() }
}
