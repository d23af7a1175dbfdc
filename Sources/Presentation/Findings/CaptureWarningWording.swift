import FileEffects
public import ObjectStore
import SystemPackage

extension CaptureWarning: Worded {
  public var wording: Wording {
    switch kind {
    case .special(let file):
      Wording("\(path) is a \(file.rawValue), which a store cannot hold: left out")
    case .tooLong:
      Wording("the path \(path) is too long to open: left out, with everything below it")
    case .unreadableDatabase(let reason):
      Wording(
        "the database \(path) cannot be read by SQLite (\(reason)): its bytes are stored unchanged"
      )
    case .reserved:
      Wording("\(path) belongs to version control or to a cortex store: left out")
    case .linkedDatabases(let places, let folder?):
      Wording(
        "\(path) is a link to the folder \(folder), so no generation has the "
          + "database\(places.count == 1 ? "" : "s") in it: "
          + places.map(\.description).joined(separator: ", "),
        advice: "replace the link with the folder itself")
    case .linkedDatabases(let places, nil):
      Wording(
        "\(path) is a link to the database \(places.map(\.description).joined(separator: ", ")), so no "
          + "generation contains it",
        advice: "replace the link with the database itself")
    case .danglingLink:
      Wording(
        "\(path) is named like a database but is a link that leads nowhere, so no generation contains it",
        advice: "replace the link with the database itself, or remove it")
    case .largeLinkedFolder(let place):
      Wording(
        "\(path) is a link to \(place), which has too many files to search for databases, so no generation "
          + "contains its files",
        advice: "replace the link with the folder itself")
    case .severalNames(let count):
      Wording(
        "the database \(path) has \(count) names (hard links): rows written under another name may be missing "
          + "here, and it cannot be restored",
        advice: "replace the hard link with a file of its own")
    case .obstructed(let obstacle):
      Wording(
        "the database \(path) may hold rows that SQLite does not read, and cannot be restored: "
          + obstacle.words(for: path).fault,
        advice: obstacle.words(for: path).remedy)
    }
  }
}
