import TestSupport

/// Cuts the power after every effect of a command, and gives every state that breaks a promise.
///
/// There is no list of points to keep up to date: the loop ends when the command gets through.
struct PowerCutLoop: Sendable {
  let disk: SimulatedDisk
  let command: @Sendable (SimulatedDisk) throws -> Void
  /// The command after the cut: it finishes the switch, or undoes it.
  let next: @Sendable (SimulatedDisk) throws -> Void
  /// The faults after that; `isFinished` says that ``command`` had come to its end.
  let fault: @Sendable (SimulatedDisk, _ isFinished: Bool) throws -> String?

  /// How the power is cut.
  struct Cuts: Sendable {
    /// Without one the disk forgets all that was not synced, with one chance decides.
    var seed: UInt64?
    /// Whether it is cut a second time, after every effect of ``PowerCutLoop/next``.
    var again = false
    var every = 1
    /// Whether to stop at the first fault.
    var isOneEnough = false
    /// Which syncs do nothing.
    var isForgotten: @Sendable (String) -> Bool = { _ in false }
  }

  /// Whether any fault is found when these syncs do nothing, on a strict disk or one that reorders.
  func canFail(forgetting isForgotten: @escaping @Sendable (String) -> Bool) -> Bool {
    let seeds: [UInt64?] = [nil] + (0..<20).map { $0 }
    let cuts = seeds.map { Cuts(seed: $0, isOneEnough: true, isForgotten: isForgotten) }
    return !faults(cuts).isEmpty
  }

  /// Every fault, in words.
  func faults(seed: UInt64? = nil, again: Bool = false, every step: Int = 1) -> [String] {
    faults([Cuts(seed: seed, again: again, every: step)])
  }

  /// Every fault of several loops that forget the same syncs.
  func faults(_ loops: [Cuts]) -> [String] {
    var faults: [String] = []
    var judged = JudgedDisks()
    for cuts in loops where !(cuts.isOneEnough && !faults.isEmpty) {
      faults += self.faults(cuts, &judged)
    }
    return faults
  }

  private func faults(_ cuts: Cuts, _ judged: inout JudgedDisks) -> [String] {
    var faults: [String] = []
    for cut in stride(from: Int(cuts.seed ?? 0) % cuts.every, to: .max, by: cuts.every) {
      let cutDisk = disk.copy(seed: cuts.seed.map { $0 &+ UInt64(cut) &* 1_000_003 })
      cutDisk.forgetSyncs(where: cuts.isForgotten)
      cutDisk.cutPower(afterEffects: cut)
      let isFinished = (try? command(cutDisk)) != nil
      let words = "after \(cut) effects, \(cutDisk.effectLog.last ?? "")"
      let wasCut = cutDisk.isPowerCut
      cutDisk.restart()
      if cuts.again {
        let seed = cuts.seed.map { $0 &+ UInt64(cut) }
        faults += secondFaults(cutDisk, isFinished, seed, words, &judged)
      } else {
        faults += judge(cutDisk, isFinished, isStrict: cuts.seed == nil, words, &judged)
      }
      if !isFinished && !wasCut { faults.append("the command failed although there was power") }
      if isFinished || !wasCut || cuts.isOneEnough && !faults.isEmpty { return faults }
    }
    return faults
  }

  private func secondFaults(
    _ disk: SimulatedDisk, _ isFinished: Bool, _ seed: UInt64?, _ words: String,
    _ judged: inout JudgedDisks
  ) -> [String] {
    var faults: [String] = []
    // What the recovery says of itself after a cut does not count: one run has all that cuts leave.
    for (cut, moment) in disk.copy().moments(during: next).enumerated() {
      let cutDisk = moment.copy(seed: seed.map { $0 &+ UInt64(cut) &* 1_000_033 })
      let log = "\(words), and \(cut) more, \(cutDisk.effectLog.last ?? "")"
      cutDisk.restart()
      faults += judge(cutDisk, isFinished, isStrict: seed == nil, log, &judged)
    }
    return faults
  }

  private func judge(
    _ disk: SimulatedDisk, _ isFinished: Bool, isStrict: Bool, _ words: String,
    _ judged: inout JudgedDisks
  ) -> [String] {
    let state = JudgedDisks.State(disk: disk.fingerprint(), isFinished: isFinished)
    if judged.contains(state, isStrict: isStrict) { return [] }
    do {
      try next(disk)
      judged.insert(state, isStrict: isStrict, isDurable: disk.isDurable)
      // What the command after the cut did must not depend on its disk having power for ever.
      disk.restart()
      return try fault(disk, isFinished).map { ["\($0) \(words)"] } ?? []
    } catch { return ["\(error) \(words)"] }
  }

  /// Ends the process after every effect instead, lets the next command run, and only then cuts the
  /// power: what the ended process had not synced must be made durable before anything builds on it.
  func faultsOfEndedProcess(
    _ command: @Sendable (HookedFileSystem, HookedDatabases) throws -> Void
  ) -> [String] {
    var faults: [String] = []
    for end in 0... {
      // Equal disks are not judged once here: what is not durable on them is not the same.
      var judged = JudgedDisks()
      let ended = disk.copy()
      let files = HookedFileSystem(endedAfterEffects: end, on: ended)
      let databases = HookedDatabases(SimulatedDatabases(on: ended), in: files)
      let isFinished = (try? command(files, databases)) != nil
      let wasEnded = ended.effects >= disk.effects + end
      let words = "ended after \(end), \(ended.effectLog.last ?? "")"
      faults += judge(ended, isFinished, isStrict: true, words, &judged)
      if !isFinished && !wasEnded { faults.append("the command failed by itself") }
      if isFinished || !wasEnded { return faults }
    }
    return faults
  }
}

/// The disks that a loop has judged, just after a restart, when all that is left is durable: many cuts
/// leave the same, and it is looked at once.
///
/// Commands and judges look at names, bytes, permissions and owners. After them a disk that reorders lets
/// chance decide what survives of all that is not durable: if nothing is, nothing is left to chance.
private struct JudgedDisks {
  struct State: Hashable {
    var disk: Int
    var isFinished: Bool
  }

  private var strict: Set<State> = []
  private var reordering: Set<State> = []

  func contains(_ state: State, isStrict: Bool) -> Bool {
    isStrict ? strict.contains(state) : reordering.contains(state)
  }

  mutating func insert(_ state: State, isStrict: Bool, isDurable: Bool) {
    if isStrict || isDurable { strict.insert(state) }
    if isDurable { reordering.insert(state) }
  }
}
