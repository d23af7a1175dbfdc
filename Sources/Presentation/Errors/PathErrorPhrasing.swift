import FileEffects
import Generations
import SystemPackage

/// Messages about paths: typed ones that do not exist, and files in the way of a release.
extension Phrasing {
  static func inTheWay(_ path: String, _ local: FileMetadata.Kind, _ release: FileMetadata.Kind)
    -> Phrasing
  {
    Phrasing(
      .blocked,
      "\(path) is \(local.words) in the deployment, but \(release.words) in the release",
      advice: "move it away and try again")
  }

  static func inTheWayOfUpgrade(
    _ path: String, _ local: FileMetadata.Kind, _ needed: FileMetadata.Kind
  ) -> Phrasing {
    Phrasing(
      .blocked,
      "\(path) is \(local.words), but an upgrade needs \(needed.words) there",
      advice: "move it away and try again")
  }

  static func besideDatabase(_ path: String, _ database: String) -> Phrasing {
    Phrasing(
      .blocked,
      "the release contains \(path), which SQLite would read as part of the database \(database)",
      advice: "report this to the release's maintainers and stay on your version")
  }

  static func notInGeneration(_ path: String, _ generation: String) -> Phrasing {
    Phrasing(
      .failed,
      "\(path) does not exist in generation \(generation)",
      advice: "run 'cortex gen show \(generation)' to list its contents")
  }

  static func inNeither(_ path: String, _ one: Generation.Number, _ other: Generation.Number)
    -> Phrasing
  {
    Phrasing(
      .failed,
      "\(path) does not exist in generation \(one) or \(other)",
      advice: "run 'cortex gen diff \(one) \(other)' to list what differs")
  }

  static func aFolder(_ path: String) -> Phrasing {
    Phrasing(
      .failed,
      "\(path) is a folder",
      advice: "specify a file in it")
  }

  static func notManaged(_ path: String, _ generation: String) -> Phrasing {
    Phrasing(
      .failed,
      "layers.yaml excludes \(path), so it cannot be restored in place",
      advice:
        "run 'cortex gen restore \(generation) \(Spelling.shellWord(path)) --to DIR' to write a copy"
    )
  }

  static func wholeGeneration(_ number: Generation.Number) -> Phrasing {
    Phrasing(
      .failed,
      "cannot restore all of generation \(number) in place",
      advice: "run 'cortex gen switch \(number)' to switch to it")
  }

  static func outside(_ path: String, _ means: String?, _ root: FilePath) -> Phrasing {
    Phrasing(
      .failed,
      "\(path) is outside the deployment at \(root)"
        + (means.map { $0 == path ? "" : " (it leads to \($0))" } ?? ""),
      advice: "specify a path in the deployment, relative to here or to its folder")
  }
}
