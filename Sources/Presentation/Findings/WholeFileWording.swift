import Releases
public import Upgrades

extension WholeFile.Side: CustomStringConvertible {
  package var description: String {
    switch self {
    case .link(let target): WholeFile.link(to: target)
    case .text(let text): text
    case .bytes(let count): "\(count) byte\(count == 1 ? "" : "s")"
    }
  }
}

extension WholeFile.Reason: CustomStringConvertible {
  public var description: String {
    switch self {
    case .localLink(let target): "it is \(WholeFile.link(to: target)), and links are not followed"
    case .releaseLink(let target): "in the release it is \(WholeFile.link(to: target))"
    case .tooLong(let bytes):
      "it has \(bytes) bytes, over the limit of \(Release.longestConfiguration)"
    }
  }
}

extension WholeFile.Advice: CustomStringConvertible {
  public var description: String {
    switch self {
    case .mergeTarget:
      "merge the release's changes into the link's target with 'cortex config merge', or replace the link with "
        + "its target"
    case .compare: "compare your file with the release's, and copy over what you want"
    case .look: "look at the release's version, in case you want it back"
    }
  }
}

extension WholeFile {
  fileprivate static func link(to target: String?) -> String {
    "a symbolic link" + (target.map { " to \($0)" } ?? "")
  }
}

extension UnreadableMerge: CustomStringConvertible {
  package var description: String {
    switch self {
    case .release(let reason): "the release's file cannot be read: \(reason)"
    case .merged(let reason): "the merged file could not be read: \(reason)"
    }
  }
}
