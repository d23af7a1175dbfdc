public import ObjectStore
import SystemPackage

extension StoreError: Phrased {
  public var phrasing: Phrasing {
    switch self {
    case .noStore(let path):
      Phrasing(
        .noStore,
        "there is no store at \(path)",
        advice: "run 'cortex init' first")
    case .unfinished(let path):
      Phrasing(
        .noStore,
        "an earlier 'cortex init' did not finish (\(path)), and nothing in the deployment was changed",
        advice: "run 'cortex init' again, with the options that it had")
    case .exists(let path):
      Phrasing(
        .failed,
        "a store already exists at \(path)",
        advice: "'cortex status' shows what it holds")
    case .foreign(let path, let name):
      Phrasing(
        .failed,
        "\(path) holds \"\(name)\", which is no part of a new store",
        advice: "name an empty folder for it with --store")
    case .danglingLink(let path, let target):
      Phrasing(
        .noStore,
        "\(path) is a link to \(target), and nothing is there",
        advice: "bring the store back to that place, or remove the link")
    case .notAFolder(let path):
      Phrasing(
        .noStore,
        "\(path) is not a folder, so no store can be there",
        advice: "move it away, or name a folder with --store")
    case .unknownFormat(let path, let found, let known):
      Phrasing(
        .unknownFormat,
        "the store at \(path) has the format \"\(found)\", and this program knows \"\(known)\"",
        advice: "use the release of cortex that wrote it, or a newer one")
    case .unknownFeature(let path, let operation, let feature):
      Phrasing(
        .unknownFormat,
        "the store at \(path) needs \"\(feature)\" to \(operation), which this program lacks",
        advice: "use the release of cortex that wrote it, or a newer one")
    case .locked(let path, let holder):
      Phrasing(
        .locked,
        "another cortex is at work on the store at \(path) (\(holder))",
        advice: "wait for it, or use --wait")
    case .missing(let object):
      Phrasing(
        .damaged,
        "object \(object) is in no pack of the store",
        advice: "'cortex verify' names what needs it")
    case .damaged(let object, let pack):
      Phrasing(
        .damaged,
        "object \(object) in \(pack) is damaged: its bytes do not have its digest",
        advice: "'cortex verify' names what needs it")
    case .damagedPack(let path, let reason):
      Phrasing(
        .damaged,
        "the pack \(path) cannot be read: \(reason)",
        advice: "'cortex verify' names what is lost")
    case .malformed(let object, let expected):
      Phrasing(
        .damaged,
        "object \(object) is not \(expected)",
        advice: "'cortex verify' names what needs it")
    case .tooLarge(let bytes, let limit):
      Phrasing(
        .failed,
        "one object would have \(bytes) bytes, and \(limit) are the most",
        advice: "a folder or a file of the deployment is too large to be kept")
    case .damagedLedger(let path, let reason):
      Phrasing(
        .damaged,
        "\(path) is damaged: \(reason)",
        advice: "'cortex verify --repair' writes it again from the files that it has copies of")
    case .damagedFile(let path, let reason):
      Phrasing(
        .damaged,
        "\(path) is damaged: \(reason)",
        advice: "'cortex verify --repair' makes it whole again")
    case .linkedFolder(let path):
      Phrasing(
        .damaged,
        "\(path) is a link, and a store does not follow it: put the folder that it leads to in its place, or, if "
          + "that is gone, remove the link and run 'cortex verify --repair'")
    case .noLockFile(let path, let problem):
      Phrasing(
        .damaged,
        "\(path) \(problem), so that no lock can be taken",
        advice: "'cortex verify --repair' moves a folder away, a link must be removed by hand")
    case .compression(let reason):
      Phrasing(
        .failed,
        "compression failed: \(reason)")
    case .damagedExport(let path, let reason):
      Phrasing(
        .damaged,
        "\(path) is no whole export: \(reason)",
        advice: "nothing was taken from it: have it written again, or copied again")
    case .taken(let path):
      Phrasing(
        .failed,
        "\(path) already exists",
        advice: "choose another name, or remove it")
    case .notEmpty(let path):
      Phrasing(
        .failed,
        "\(path) is not an empty folder",
        advice: "choose another, or empty it")
    }
  }
}
