import FileEffects
import ObjectStore
public import SystemPackage

/// When a deployment is looked after by itself: a snapshot, then `gc`.
public struct Schedule: Hashable, Sendable {
  public enum Interval: String, CaseIterable, Encodable, Hashable, Sendable {
    case hourly, daily, weekly
  }

  public var interval: Interval
  /// The program, as it is found from any folder.
  public var program: FilePath
  /// The deployment's folder.
  public var workspace: FilePath
  /// The store's, where it is not in the deployment.
  public var store: FilePath?

  public init(_ interval: Interval, program: FilePath, workspace: FilePath, store: FilePath? = nil)
  {
    (self.interval, self.program) = (interval, program)
    (self.workspace, self.store) = (workspace, store)
  }

  /// A name of its own for each deployment: that of its folder, for people, and a part of its path's digest.
  var name: String {
    let last = (workspace.lastComponent?.string ?? "").lowercased().utf8
    let isPlain = { (byte: UInt8) in
      (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
        || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
    let words = last.split { !isPlain($0) }.map { String(decoding: $0, as: UTF8.self) }
    let digest = ObjectID(of: workspace.bytes).description.prefix(10)
    return (["cortex"] + [words.joined(separator: "-").prefix(40).description, String(digest)])
      .filter { !$0.isEmpty }.joined(separator: "-")
  }

  /// The commands, in their order. Both are for this deployment alone, and say nothing if all is well.
  var commands: [[FilePath]] {
    let place = ["--workspace", workspace] + (store.map { ["--store", $0] } ?? []) + ["--quiet"]
    return [
      [program, "snapshot", "--note", "scheduled"] + place,
      // More than the newest few: with a state each hour those would all be of today.
      [program, "gc", "--yes", "--keep-daily", "7", "--keep-weekly", "4"] + place,
    ]
  }
}
