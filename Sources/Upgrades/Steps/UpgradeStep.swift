public import Generations
public import Releases

/// One of several upgrades in a row.
public struct UpgradeStep: Encodable, Hashable, Sendable {
  public var from: String
  public var to: String
  /// The channel that has the release: a place on this machine, or on the web.
  public var source: String
  /// The generation that it made; `nil` while it is only planned.
  @OrNull public var generation: Generation.Number?
  /// What the release breaks.
  public var breaking: [ReleaseNotice]

  public init(
    from: String, to: String, source: String, generation: Generation.Number? = nil,
    breaking: [ReleaseNotice] = []
  ) {
    (self.from, self.to, self.source, self.breaking) = (from, to, source, breaking)
    _generation = OrNull(wrappedValue: generation)
  }
}
