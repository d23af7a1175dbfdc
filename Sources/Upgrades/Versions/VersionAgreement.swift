import FileEffects
import Generations
public import Releases

/// Whether two spellings mean one version: `v3.3` is `3.3.0`. What is built otherwise is another one.
func isSameVersion(_ one: some StringProtocol, _ other: some StringProtocol) -> Bool {
  guard let first = ReleaseVersion(one), let second = ReleaseVersion(other) else {
    return String(one) == String(other)
  }
  let isBuilt = [first, second].contains { $0.description.contains("+") }
  return isBuilt ? first.description == second.description : first == second
}

/// The sources that say which version is installed, and the one that counts.
public struct VersionAgreement: Hashable, Sendable {
  /// A version file that says nothing.
  public struct Unreadable: Hashable, Sendable {
    public var file: String
    public var reason: VersionFile.Fault
  }

  /// The version that counts.
  public struct Counted: Hashable, Sendable {
    /// Why a version counts.
    public enum Reason: Hashable, Sendable {
      /// The store has it, from ``source``.
      case onRecord
      /// The user, or a release that the user named, says so.
      case said
      /// Of several files it is the one that is asked first.
      case askedFirst
    }

    public var version: String
    /// The source that says it.
    public var source: String
    /// Why it is the one.
    public var because: Reason
  }

  /// The files of the deployment, in the order in which they are asked.
  public var files: [SaidVersion]
  public var unreadable: [Unreadable] = []
  /// `nil` if nothing says a version.
  public var counts: Counted?
  /// The version that the store has on record; `nil` if there is none.
  public var record: String?

  /// Whether there is anything to warn of.
  var isAmiss: Bool { !unreadable.isEmpty || !others.isEmpty }

  /// The files that say another version than the one that counts.
  public var others: [String] {
    guard let counts else { return [] }
    return files.filter { !isSameVersion($0.text, counts.version) }.map(\.file)
  }

  /// Those of ``others`` that the next upgrade rewrites.
  public var rewritten: [String] {
    let written = VersionFile.places.map(\.description)
    return others.filter(written.contains)
  }
}
