public import FileEffects

/// A clause, about the file that was named before.
extension JSONFault: CustomStringConvertible {
  public var description: String {
    switch self {
    case .notJSON: "it is not valid JSON"
    case .missing(let field): "\(field) is missing"
    case .null(let field): "\(subject(field)) is null"
    case .wrongType(let field, let kind): "\(subject(field)) is not \(kind.words)"
    case .invalid(let field): "\(subject(field)) has an invalid value"
    }
  }

  private func subject(_ field: String) -> String { field.isEmpty ? "it" : field }
}

extension JSONFault.Kind {
  fileprivate var words: String {
    switch self {
    case .text: "a string"
    case .list: "a list"
    case .object: "an object"
    case .flag: "true or false"
    case .number: "a number"
    }
  }
}
