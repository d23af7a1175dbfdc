import ConfigMerge
public import Upgrades

/// Why the file cannot be used, after its name and a colon.
extension LayersFault: CustomStringConvertible {
  public var description: String {
    switch self {
    case .notYAML(let error): "\(error)"
    case .noList: "it has no list \"layers:\""
    case .incompleteRule(let number): "rule \(number) does not have both \"path:\" and \"layer:\""
    case .unknownLayer(let name, let number):
      "rule \(number) has the unknown layer \"\(name)\"; use core, brain, config or none"
    }
  }
}

/// Its name, with the article.
extension Unmergeable: CustomStringConvertible {
  public var description: String {
    switch self {
    case .folder: "a folder"
    case .tooLong(let limit): "a stream of more than \(limit) bytes"
    case .danglingLink(let target): "a symbolic link to \(target), which does not exist"
    }
  }
}
