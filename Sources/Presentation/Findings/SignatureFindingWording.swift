import Generations
import Releases
public import Upgrades

extension SignatureFinding: Worded {
  public var wording: Wording {
    switch self {
    case .signed(let key, let end):
      Wording(
        "signed by the trusted key \(key)" + (end.map { ", valid until \($0.dateText)" } ?? ""))
    case .expired(let key, let date):
      Wording(
        "the signature by \(key) expired on \(date.dateText): there may be a newer release that somebody "
          + "keeps from you",
        advice: "look for it where you found this one")
    case .notTrusted(let key):
      Wording(
        "signed by key \(key), but no key is trusted here, so the signature was not checked",
        advice: "trust the publisher's key: 'cortex key add FILE'")
    case .olderAllowed(let newest, let key):
      Wording(
        "older than \(newest), which key \(key) signed too and which was installed here before; "
          + "--allow-downgrade accepts it")
    case .unsignedAllowed:
      Wording("no trusted key signed this release; --unsigned accepts it")
    }
  }
}
