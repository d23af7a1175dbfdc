import FileEffects
import TestSupport
import Testing

@testable import ObjectStore

/// When a file can be known by its looks from then on.
@Suite(.tags(.unit)) struct SettledTimeTests {
  private let second: Int64 = 1_000_000_000
  private let start: Int64 = 1_750_000_000_000_000_000

  private func metadata(_ modified: Int64, _ changed: Int64, device: UInt64 = 1) -> FileMetadata {
    FileMetadata(
      kind: .regular, permissions: 0o644, size: 1, modifiedNanoseconds: modified,
      changedNanoseconds: changed, inode: 1, device: device)
  }

  /// Whether a file counts that was changed so long after a full second and is read so long after it.
  private func counts(changed: Int64, read: Int64, device: UInt64 = 1) -> Bool {
    SettledTime(now: start + read, onDiskOf: metadata(start, start))
      .isAfter(metadata(start - second, start + changed, device: device))
  }

  @Test func `a file counts once the disk's clock has gone on by a step since its last change`() {
    #expect(!counts(changed: 5_000_000, read: 25_000_000))
    #expect(counts(changed: 5_000_000, read: 25_000_001))
    #expect(!counts(changed: 25_000_000, read: 5_000_000), "its clock was set back")
  }

  @Test func `a time without fractions may be that of a disk that has none, or even seconds`() {
    #expect(!counts(changed: 0, read: 999_999_999))
    #expect(!counts(changed: 0, read: 2 * second))
    #expect(counts(changed: 0, read: 2 * second + 1))
  }

  @Test func `another disk may have another clock`() {
    #expect(!counts(changed: 5_000_000, read: second, device: 2))
    #expect(counts(changed: 5_000_000, read: 3 * second, device: 2))
  }

  @Test func `the later one of both times counts`() {
    let settled = SettledTime(now: start + second, onDiskOf: metadata(start, start))
    #expect(settled.isAfter(metadata(start + 1, start + 2)))
    #expect(!settled.isAfter(metadata(start + 10 * second + 1, start + 2)))
  }
}
