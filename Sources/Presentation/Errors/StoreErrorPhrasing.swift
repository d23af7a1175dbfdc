import FileEffects
public import ObjectStore
import SystemPackage

extension StoreError: Phrased {
  public var phrasing: Phrasing {
    switch self {
    case .noStore(let path):
      Phrasing(
        .noStore,
        "no store at \(path)",
        advice: "run 'cortex init' first")
    case .unfinished(let path):
      Phrasing(
        .noStore,
        "an earlier 'cortex init' did not finish (\(path)); the deployment was not changed",
        advice: "run 'cortex init' again with the same options")
    case .exists(let path):
      Phrasing(
        .failed,
        "a store already exists at \(path)",
        advice: "run 'cortex status' to see what it holds")
    case .foreign(let path, let name):
      Phrasing(
        .failed,
        "\(path) is not empty (contains \"\(name)\")",
        advice: "choose an empty folder with --store")
    case .danglingLink(let path, let target):
      Phrasing(
        .noStore,
        "\(path) is a link to \(target), which does not exist",
        advice: "move the store back there, or remove the link")
    case .notAFolder(let path):
      Phrasing(
        .noStore,
        "\(path) is not a folder, so it cannot be a store",
        advice: "move it away, or choose a folder with --store")
    case .unknownFormat(let path, let found, let known):
      Phrasing(
        .unknownFormat,
        "the store at \(path) has format \"\(found)\"; this cortex supports \"\(known)\"",
        advice: "use the version of cortex that wrote it, or a newer one")
    case .unknownFeature(let path, let operation, let feature):
      Phrasing(
        .unknownFormat,
        "cannot \(operation.words) the store at \(path): it uses \"\(feature)\", which this cortex does not support",
        advice: "use the version of cortex that wrote it, or a newer one")
    case .locked(let path, let holder):
      Phrasing(
        .locked,
        "another process is using the store at \(path): \(holder)",
        advice: "try again when it is done, or pass --wait")
    case .missing(let object):
      Phrasing(
        .damaged,
        "object \(object) is missing from the store",
        advice: "run 'cortex verify' to see what needs it")
    case .damaged(let object, let pack):
      Phrasing(
        .damaged,
        "object \(object) in \(pack) is damaged: its contents do not match its digest",
        advice: "run 'cortex verify' to see what needs it")
    case .damagedPack(let path, let fault):
      Phrasing(
        .damaged,
        "the pack \(path) is damaged: \(fault)",
        advice: "run 'cortex verify' to see what is lost")
    case .notAPack(let path):
      Phrasing(
        .failed,
        "\(path) is not a pack",
        advice: "specify a file in the store's packs/, or an export")
    case .malformed(let object, let expected):
      Phrasing(
        .damaged,
        "object \(object) is not \(expected.words)",
        advice: "run 'cortex verify' to see what needs it")
    case .tooLarge(let bytes, let limit):
      Phrasing(
        .failed,
        "an object is \(bytes) bytes; the limit is \(limit)",
        advice: "move the largest files and folders out of the deployment")
    case .damagedLedger(let path, let fault):
      Phrasing(
        .damaged,
        "\(path) is damaged: \(fault)",
        advice: "run 'cortex verify --repair' to rebuild it")
    case .damagedFile(let path, let fault):
      Phrasing(
        .damaged,
        "\(path) is damaged: \(fault)",
        advice: "run 'cortex verify --repair' to repair it")
    case .linkedFolder(let path):
      Phrasing(
        .damaged,
        "\(path) is a link, but must be a folder",
        advice:
          "replace the link with the folder it points to, or, if that is gone, remove the link "
          + "and run 'cortex verify --repair'")
    case .noLockFile(let path, let fault):
      Phrasing(
        .damaged,
        "cannot lock the store at \(path): \(fault)",
        advice: fault.isLink
          ? "remove the link" : "run 'cortex verify --repair' to move it out of the way")
    case .compression(let reason):
      Phrasing(
        .failed,
        "compression failed: \(reason)")
    case .damagedExport(let path, let fault):
      Phrasing(
        .damaged,
        "the export \(path) is damaged: \(fault); nothing was imported",
        advice: "export it again, or copy it again")
    case .taken(let path):
      Phrasing(
        .failed,
        "\(path) already exists",
        advice: "choose another name, or remove it")
    case .notEmpty(let path):
      Phrasing(
        .failed,
        "\(path) is not an empty folder",
        advice: "choose another folder, or empty it")
    }
  }
}

extension StoreError.Operation {
  /// The verb, before "the store".
  fileprivate var words: String {
    switch self {
    case .read: "read"
    case .write: "write to"
    case .collect: "collect garbage in"
    }
  }
}

extension FileFault {
  /// Whether it is a link: cortex moves none away, since nobody knows who needs it.
  fileprivate var isLink: Bool {
    if case .misplaced(.symbolicLink, _) = self { true } else { false }
  }
}
