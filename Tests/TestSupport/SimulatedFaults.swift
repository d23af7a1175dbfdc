public import SystemPackage

/// What a test may ask a simulated disk to do to the program under test.
extension SimulatedDisk {
  /// How many effects there were so far, the failed ones with them.
  public var effects: Int { withState { $0.power.effects } }

  /// Each effect in a few words, such as `sync /d/x`, for a failed test to show.
  public var effectLog: [String] { withState { $0.power.log } }

  /// Lets `n` more effects happen; the next one and all calls after it, reads too, throw
  /// `Errno.ioError` and do nothing, until ``restart()``.
  public func cutPower(afterEffects n: Int) {
    withState { $0.power.cutAt = $0.power.effects + n }
  }

  /// Whether a call has met the cut that ``cutPower(afterEffects:)`` asked for.
  public var isPowerCut: Bool { withState { $0.power.isCut } }

  /// Gives the disk as it survived, with power, with no locks; what was open is dead.
  ///
  /// Faults that were asked for are over, but for ``capacityBytes`` and forgotten syncs.
  public func restart() {
    withState { $0.restart() }
  }

  /// Makes one effect throw and do nothing; number 1 is the next one.
  public func failEffect(number: Int, with code: Errno) {
    withState { $0.power.failures[$0.power.effects + number] = code }
  }

  /// Makes each sync of a path that `isForgotten` picks do nothing: what a missing sync would do.
  ///
  /// `isForgotten` must not call the disk: it is asked in the middle of an effect.
  public func forgetSyncs(where isForgotten: @escaping @Sendable (String) -> Bool) {
    withState { $0.power.isForgotten = isForgotten }
  }

  /// How many bytes fit on the disk: those of files and link targets count.
  ///
  /// What does not fit throws `Errno.noSpace`: an append after writing what fits, and a new name
  /// once nothing is free.
  public var capacityBytes: UInt64 {
    get { withState { $0.capacityBytes } }
    set { withState { $0.capacityBytes = newValue } }
  }

  /// How many files, links and folders fit on the disk; `nil` for any number. One more throws
  /// `Errno.noSpace`.
  public var capacityFiles: Int? {
    get { withState { $0.capacityFiles } }
    set { withState { $0.capacityFiles = newValue } }
  }

  /// How many files, links and folders there are.
  public var usedFiles: Int { withState { $0.nodes.values.count { $0.links > 0 } } }

  /// How many bytes are in use.
  public var usedBytes: UInt64 { withState { $0.usedBytes } }

  /// Lets time pass; by itself it passes only with effects, 20 ms each.
  public func advanceClock(by duration: Duration) {
    let (seconds, attoseconds) = duration.components
    withState { $0.now += seconds * 1_000_000_000 + attoseconds / 1_000_000_000 }
  }
}
