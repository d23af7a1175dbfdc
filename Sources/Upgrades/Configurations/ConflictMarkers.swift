/// One conflict as text between markers, for an editor.
public enum ConflictMarkers {
  /// What the user's side is called.
  static let local = "yours"

  /// The three values; where a side does not have it, nothing is between its markers.
  public static func text(base: String?, local: String?, upgrade: String?) -> String {
    func lines(_ value: String?) -> [String] {
      value.map { $0.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) }
        ?? []
    }
    return
      (["<<<<<<< \(self.local)"] + lines(local) + ["||||||| base"] + lines(base)
      + ["======="] + lines(upgrade) + [">>>>>>> release"]).joined(separator: "\n") + "\n"
  }

  /// Whether a marker is left in an edited text.
  public static func isLeft(in text: String) -> Bool {
    text.split(separator: "\n").contains { line in
      ["<<<<<<<", "|||||||", "=======", ">>>>>>>"].contains { line.hasPrefix($0) }
    }
  }
}
