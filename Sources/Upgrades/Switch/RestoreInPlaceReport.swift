import FileEffects
public import Generations
import ObjectStore

/// What restoring files of a generation in place did, or would do.
public struct RestoreInPlaceReport: Encodable, Hashable, Sendable {
  public struct Files: Encodable, Hashable, Sendable {
    /// Where nothing was.
    public var added: [String]
    /// In the place of something else, which is in the saved generation.
    public var replaced: [String]
  }

  /// The command that undoes it; in JSON, as it is typed.
  public enum Undo: Hashable, Sendable {
    /// The paths are relative to the folder that a user types in.
    case restore(Generation.Number, paths: [String])
    case goTo(Generation.Number, restoringBrain: Bool)
  }

  /// The generation in force, or the one that would be.
  public var generation: Generation.Number
  /// The generation that the files are from.
  public var from: Generation.Number
  /// The generation that the present state was saved as; `null` if it was one already.
  @OrNull public var saved: Generation.Number?
  /// The generation that holds the state from before.
  public var before: Generation.Number
  /// Whether anything was to be done, so that there is a new generation.
  public var created: Bool
  /// The files and folders that were named.
  public var paths: [String]
  public var files: Files
  /// Folders that get other permissions, or come empty.
  public var foldersChanged: Int
  /// Databases among ``files``.
  public var databases: [String]
  /// Files in the named folders that are not in the generation: they stay.
  public var kept: [String]
  public var takeBack: Undo
  public var dryRun: Bool
  public var warnings: [Finding]
  @OrNull public var recovered: Switching.Recovered?
}

extension RestoreInPlaceReport {
  /// What the plan does, without warnings.
  init(
    _ plan: RestorePlan, _ changes: [Change], _ places: [RelativePath],
    of source: Generation.Number,
    _ edit: PreparedEdit, _ survey: Survey, undo: (_ before: Generation.Number) -> Undo
  ) {
    let before = edit.saved?.before ?? edit.current.number
    self.init(
      generation: edit.number, from: source, saved: edit.saved?.number,
      before: before, created: edit.saved != nil,
      paths: places.map(\.description),
      files: Files(
        added: plan.added.map(\.description), replaced: plan.replaced.map(\.description)),
      foldersChanged: changes.count(where: \.isFolderOnly),
      databases: changes.filter { $0.after?.kind == .database }.map(\.path.description),
      kept: plan.kept.map(\.description), takeBack: undo(before),
      dryRun: survey.isDryRun, warnings: [], recovered: survey.recovered)
  }
}

extension RestoreInPlaceReport.Undo: Encodable {
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode("\(self)")
  }
}
