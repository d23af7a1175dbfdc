@testable import Upgrades

extension Finding {
  /// As reports write it. The words are Presentation's, which is part of the bundle that the tests run in.
  var text: String { "\(self)" }

  func contains(_ piece: String) -> Bool { text.contains(piece) }

  func hasPrefix(_ piece: String) -> Bool { text.hasPrefix(piece) }
}

extension Check {
  var detail: String { finding.text }
}
