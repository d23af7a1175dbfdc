import FileEffects
import SystemPackage
import TestSupport
import Testing

/// A small disk in memory, unmounted with the value.
final class SmallDisk {
  let path: FilePath
  private let place: TemporaryFolder

  /// With room for so many files, if a number is given; `nil` where this process may not mount anything.
  init?(kilobytes: Int, files: Int? = nil) throws {
    place = try TemporaryFolder()
    path = place.path.appending("disk")
    try LocalFileSystem().ensureDirectory(path)
    let mounted = try? Program.run(
      "/usr/bin/env",
      [
        "mount", "-t", "tmpfs", "-o",
        "size=\(kilobytes)k" + (files.map { ",nr_inodes=\($0)" } ?? ""), "tmpfs", path.string,
      ], in: "/")
    guard mounted?.status == 0 else { return nil }
  }

  /// From now on nothing can be changed on it.
  func makeReadOnly() throws {
    let done = try Program.run(
      "/usr/bin/env", ["mount", "-o", "remount,ro", path.string], in: "/")
    try #require(done.status == 0, "\(done.errors)")
  }

  deinit {
    // A disk that stays is in a folder that the system empties.
    _ = try? Program.run("/usr/bin/env", ["umount", path.string], in: "/")
  }
}
