extension UpgradePlan {
  /// Both versions, each with what says it: "5.3.0 (.cortex-version) to 3.3.0 (VERSION)".
  public var versionWords: String {
    let installed = from.isEmpty ? "an unknown version" : from
    return installed + Self.words(of: from.isEmpty ? nil : fromSource) + " to \(to)"
      + Self.words(of: toSource)
  }

  private static func words(of source: String?) -> String {
    " (\(source ?? "nothing says which"))"
  }

  /// What to do about a release that does not say which version it is; `nil` if it does.
  var namelessWarning: String? {
    guard toSource == nil else { return nil }
    return "nothing in the release says which version it is, so it is recorded as \(to); "
      + "if you know the version, say it with --to V"
  }
}
