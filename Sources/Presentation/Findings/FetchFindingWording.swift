import Downloads
import FileEffects
import Generations
public import Upgrades

extension FetchFinding: Worded {
  public var wording: Wording {
    switch self {
    case .remembered(let standIn):
      Wording(
        "\(standIn.error.phrasing.message); using what was fetched on "
          + "\(Timestamp(seconds: standIn.fetched).dateText)")
    case .openToAll(let url):
      Wording(
        "\(url.origin) is not encrypted and the release is not signed, so others may have changed it",
        advice: "use https://")
    case .rebuiltBase(let version, let unknown):
      Wording(
        "release \(version) itself is not available, so the base was rebuilt from a later release's manifest and the "
          + "unchanged files here"
          + (unknown.isEmpty
            ? ""
            : "; the originals of \(Words.number(unknown.count, "file")) that you changed are unknown: "
              + MachineFinding.folded(unknown.map(Spelling.line), limit: 5)),
        advice: unknown.isEmpty
          ? ""
          : "if you have the release, name it with --release; otherwise the next upgrade asks about these"
      )
    case .unlisted(let package):
      Wording(
        "no SHA256SUMS.txt lists \(Spelling.line(package)), so nothing proves that it is unchanged")
    case .noVersion(let place):
      Wording("no file in \(place) says its version")
    case .unsigned:
      Wording(
        "this release is not signed, and this deployment trusts only signed ones",
        advice: "wait for a signed one, or pass --unsigned to 'cortex upgrade'")
    case .forged(let key):
      Wording(
        "this release is not what key \(key) signed",
        advice: "do not use it: tell the publisher")
    case .notSignedHere(let key):
      Wording(
        "no trusted key signed this release (it names key \(key))",
        advice: "if it is the publisher's new key, 'cortex key add' it")
    }
  }
}
