public import Upgrades

extension FileDifference.Note: CustomStringConvertible {
  public var description: String {
    switch self {
    case .link(let before, let after):
      "was \(before?.words ?? "nothing"), now \(after?.words ?? "nothing")"
    case .folderBecameFile: "was a folder, now a file"
    case .fileBecameFolder: "was a file, now a folder"
    case .tooLong(let bytes, let limit):
      "not compared line by line: \(bytes) bytes, over the limit of \(limit)"
    }
  }
}

extension FileDifference.Side {
  fileprivate var words: String {
    switch self {
    case .link(let target): "a link to \(target)"
    case .folder: "a folder"
    case .file: "a file"
    }
  }
}
