import Releases

/// One line of `requirements.txt`, as far as it can be compared: a name and lowest versions.
struct PythonRequirement: Hashable {
  static let fileName = ProductLayout.current.requirements

  var name: String
  /// The versions after `>=`, `==` and `~=`: older ones do not do.
  var lowest: [String]

  /// Prints the version of each argument, or an empty line; nothing of the folder it runs in is
  /// loaded.
  static let question = """
    import sys
    sys.path[:] = [place for place in sys.path if place]
    from importlib import metadata
    for name in sys.argv[1:]:
      try:
        print(metadata.version(name))
      except metadata.PackageNotFoundError:
        print()
    """

  /// Options, addresses and lines for other systems or versions of Python are passed over.
  static func read(_ text: String) -> [PythonRequirement] {
    text.split(whereSeparator: \.isNewline).compactMap { line in
      let words = line.split(separator: "#", omittingEmptySubsequences: false)[0]
      guard !words.contains(";"), !words.contains("@"), !words.contains("/") else { return nil }
      let isName = { (character: Character) in
        character.isASCII && (character.isLetter || character.isNumber || "-_.".contains(character))
      }
      let start = words.drop(while: \.isWhitespace)
      let name = start.prefix(while: isName)
      guard let first = name.first, first.isLetter || first.isNumber else { return nil }
      var rest = start.dropFirst(name.count).drop(while: \.isWhitespace)
      if rest.first == "[" { rest = rest.drop { $0 != "]" }.dropFirst() }
      let lowest = rest.split(separator: ",").compactMap { clause -> String? in
        let clause = clause.filter { !$0.isWhitespace }
        for sign in [">=", "==", "~="] where clause.hasPrefix(sign) {
          return String(clause.drop { !$0.isNumber })
        }
        return nil
      }
      return PythonRequirement(name: String(name), lowest: lowest)
    }
  }

  /// The fault; `nil` if the installed version will do.
  ///
  /// - Parameter installed: Empty if it is missing.
  func problem(installed: String) -> MachineFinding.Package? {
    if installed.isEmpty {
      return MachineFinding.Package(name: name, installed: nil, needed: lowest.first ?? "")
    }
    for version in lowest where Self.numbers(installed).isBelow(Self.numbers(version)) {
      return MachineFinding.Package(name: name, installed: installed, needed: version)
    }
    return nil
  }

  private static func numbers(_ version: String) -> [Int] {
    version.split(separator: ".").map { Int($0.prefix(while: \.isNumber)) ?? 0 }
  }
}

extension [Int] {
  /// Whether a version with these numbers comes before another: those that are left out are zero.
  fileprivate func isBelow(_ other: [Int]) -> Bool {
    for index in 0..<Swift.max(count, other.count) {
      let (own, wanted) = (index < count ? self[index] : 0, index < other.count ? other[index] : 0)
      if own != wanted { return own < wanted }
    }
    return false
  }
}
