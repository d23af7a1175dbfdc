import ConfigMerge
import FileEffects
import Generations
public import Upgrades

extension CoreFile.Reason: CustomStringConvertible {
  public var description: String {
    switch self {
    case .noLongerShipped: "the release no longer ships it"
    case .link: "it is a link on one side"
    case .conflicts(1): "you and the release changed the same lines"
    case .conflicts(let count): "you and the release changed the same lines in \(count) places"
    case .noText: "it is not a text file"
    case .tooLong(let bytes): "it has \(bytes) bytes, over the limit of \(CleanMerge.longest)"
    }
  }
}

/// As it is typed.
extension CoreFile.Command: CustomStringConvertible {
  public var description: String {
    switch self {
    case .diff(let before, let after, let path):
      "cortex gen diff \(before) \(after) \(Spelling.shellWord(path))"
    case .restore(let generation, let path):
      "cortex gen restore \(generation) \(Spelling.shellWord(path))"
    }
  }
}

extension CoreFile {
  /// Its outcome, in words.
  package var words: String {
    let why = reason.map { " (\($0))" } ?? ""
    if !isAsked { return "kept" + why }
    return switch resolution {
    case .merged: "merged: your edits and the release's"
    case .kept: "yours is kept, the release's is not installed" + why
    case .replaced: "replaced by the release's" + why
    }
  }
}
