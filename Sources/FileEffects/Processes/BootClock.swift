import Glibc
import SystemPackage

/// A clock that nobody sets: how long ago the machine was started, and which start that was.
///
/// Two readings of one start tell how much time lies between them, whatever was done to the time of day.
public struct BootClock: Hashable, Codable, Sendable {
  /// The same until the machine is started again, and of no other machine.
  public var boot: String
  /// Since the start, sleep included.
  public var seconds: Int64

  public init(boot: String, seconds: Int64) {
    self.boot = boot
    self.seconds = seconds
  }

  /// What it says now; `nil` where the system does not tell.
  public static func now(on files: any FileSystem) -> BootClock? {
    var time = timespec()
    guard clock_gettime(CLOCK_BOOTTIME, &time) == 0,
      let bytes = try? files.read("/proc/sys/kernel/random/boot_id")
    else { return nil }
    let boot = String(decoding: bytes.filter { $0 > 0x20 }, as: UTF8.self)
    return boot.isEmpty ? nil : BootClock(boot: boot, seconds: Int64(time.tv_sec))
  }
}
