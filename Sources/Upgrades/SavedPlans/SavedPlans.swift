import FileEffects
import FoundationEssentials
import ObjectStore
import SystemPackage

/// The plans that dry runs showed last, in a folder of the store: nothing else depends on it.
struct SavedPlans {
  private let folder: FilePath
  private let files: any FileSystem

  init(of deployment: Deployment) {
    folder = deployment.storeLocation.appending(StoreLayout.plans)
    files = deployment.files
  }

  /// How many are kept.
  static let most = 10
  /// So many digits may stand for a whole name.
  static let fewestDigits = 8
  private static let ending = ".json"
  private static let longest: UInt64 = 64 << 10

  /// Saves a plan, and drops those that were saved longest ago.
  ///
  /// It takes no lock: each file gets its name when it is whole, and nobody misses one that is gone.
  func save(_ plan: SavedPlan) throws {
    try files.ensureDirectory(folder)
    try files.replace(
      folder.appending(plan.plan + Self.ending), with: StableJSON.lines(of: plan))
    let others = try saved().filter { $0.name != plan.plan }
      .sorted { ($1.modified, $1.name) < ($0.modified, $0.name) }
    for other in others.dropFirst(Self.most - 1) {
      try files.remove(folder.appending(other.name + Self.ending))
    }
  }

  /// The plan with this name, or the only one whose name begins so; `nil` where there is none.
  ///
  /// - Throws: ``UpgradeError/severalPlans(_:_:)``, ``UpgradeError/unreadablePlan(_:)``.
  func find(_ name: String) throws -> SavedPlan? {
    guard name.utf8.count >= Self.fewestDigits else { return nil }
    let found = try saved().map(\.name).filter { $0.hasPrefix(name) }.sorted()
    if found.count > 1, !found.contains(name) { throw UpgradeError.severalPlans(name, found) }
    guard let whole = found.contains(name) ? name : found.first else { return nil }
    let place = folder.appending(whole + Self.ending)
    guard let bytes = try files.readIfPresent(place, atMost: Self.longest) else { return nil }
    guard let plan = try? JSONDecoder().decode(SavedPlan.self, from: Data(bytes)),
      plan.plan == whole
      // Whatever is wrong in it, there is one thing to do about it.
    else { throw UpgradeError.unreadablePlan(place) }
    return plan
  }

  /// The files in the folder, however many there are.
  private func saved() throws -> [(name: String, modified: Int64)] {
    guard try files.metadata(folder)?.isDirectory ?? false else { return [] }
    return try files.contents(of: folder).compactMap { entry in
      let name = String(decoding: entry.name, as: UTF8.self)
      let digits = name.dropLast(Self.ending.count)
      guard entry.metadata.isRegular, name.hasSuffix(Self.ending), !digits.isEmpty,
        digits.allSatisfy(\.isHexDigit)
      else { return nil }
      return (String(digits), entry.metadata.modifiedNanoseconds)
    }
  }
}

extension Deployment {
  /// Saves a plan that was shown. That it cannot be saved is told, and is no reason not to show it.
  public func save(_ plan: SavedPlan) -> Finding? {
    do {
      try SavedPlans(of: self).save(plan)
      return nil
    } catch { return .failed(.savePlan, NotedError(error)) }
  }

  /// The plan that was saved under a name, or the only one whose name begins so; `nil` where there is none.
  public func savedPlan(_ name: String) throws -> SavedPlan? {
    _ = try records()
    return try SavedPlans(of: self).find(name)
  }
}
