import FileEffects
import Generations
public import Upgrades

extension SwitchFinding: Worded {
  public var wording: Wording {
    switch self {
    case .databaseStays(let path, let target):
      Wording("the database \(path) is not in generation \(target), and is left unchanged")
    case .migratedSince(let path, let schema):
      Wording(
        "\(path) \(schema.words): changes that migrations made in between cannot be told from yours, and are "
          + "carried too")
    case .brokenChain(let gone, let target):
      Wording(
        "generation \(gone) is gone, so changes that a release made in between cannot be told from yours: "
          + "everything that differs from generation \(target) is carried")
    case .takenAway(let migration, let target):
      Wording("the release of generation \(target) may need what migration \(migration) removed")
    case .behind(let path, let schema):
      Wording(
        "\(path) \(schema.words)",
        advice: "run 'cortex upgrade' with that release, or switch with --data carry")
    case .restoredSchema(let path, let schema):
      Wording(
        "\(path) \(schema.words)",
        advice: "run 'cortex migrate status' to see which migrations are pending")
    case .bitsDropped(let paths):
      Wording(
        "\(Self.folded(paths)) \(paths.count == 1 ? "is" : "are") written without the generation's "
          + "set-user-ID, set-group-ID and sticky bits",
        advice: "set them with chmod if you want them")
    case .excluded(let paths):
      Wording(
        "not restored, because layers.yaml excludes \(paths.count == 1 ? "it" : "them"): \(Self.folded(paths))"
      )
    case .wayBack(let number, let reasons):
      Wording(
        "retention would keep generation \(number): "
          + reasons.map(\.description).joined(separator: ", "))
    case .importedReserved(let path):
      Wording(
        "\(path) belongs to version control or to a cortex store: it is imported, but never written out"
      )
    case .ambiguousPath(let typed, let meant, let other):
      Wording(
        "\(typed) means \(Self.name(meant)), relative to this folder; \(Self.name(other)) exists too"
      )
    }
  }

  private static func folded(_ paths: [RelativePath]) -> String {
    MachineFinding.folded(paths.map(\.description), limit: 5)
  }

  private static func name(_ place: RelativePath?) -> String {
    place?.description ?? "the deployment's folder"
  }
}

extension SwitchFinding.SchemaDifference {
  fileprivate var words: String {
    "is at version \(now), but at \(there) in generation \(generation)"
  }
}
