import TestSupport

/// Cuts the power after every effect of a command, and gives every state that breaks a promise.
///
/// There is no list of points to keep up to date: the loop ends when the command gets through.
///
/// Many cuts leave the same: names, bytes, permissions and owners are all that commands and judges look
/// at, so that equal disks are judged once; but each on a disk that reorders, where chance has a say
/// again in what follows.
struct PowerCutLoop: Sendable {
  let disk: SimulatedDisk
  let command: @Sendable (SimulatedDisk) throws -> Void
  /// The command after the cut: it finishes what was begun, or takes it back.
  let next: @Sendable (SimulatedDisk) throws -> Void
  /// What is wrong after that; `isFinished` says that ``command`` had come to its end.
  let fault: @Sendable (SimulatedDisk, _ isFinished: Bool) throws -> String?

  /// What was judged already on a disk that forgets all that was not synced.
  private struct Judged {
    let isStrict: Bool
    private struct State: Hashable {
      var disk: Int
      var isFinished: Bool
    }
    private var states: Set<State> = []

    init(isStrict: Bool) { self.isStrict = isStrict }

    /// Whether there was no such disk before.
    mutating func isNew(_ disk: SimulatedDisk, _ isFinished: Bool) -> Bool {
      !isStrict
        || states.insert(State(disk: disk.fingerprint(), isFinished: isFinished)).inserted
    }
  }

  /// Whether any fault is found when these syncs do nothing, on a strict disk or one that reorders.
  func canFail(forgetting isForgotten: @escaping @Sendable (String) -> Bool) -> Bool {
    let seeds: [UInt64?] = [nil] + (0..<20).map { $0 }
    return seeds.contains { seed in
      !faults(seed: seed, isOneEnough: true, forgetting: isForgotten).isEmpty
    }
  }

  /// Every fault, in words. `again` cuts the power a second time, after every effect of ``next``.
  func faults(
    seed: UInt64? = nil, again: Bool = false, every step: Int = 1, isOneEnough: Bool = false,
    forgetting isForgotten: @escaping @Sendable (String) -> Bool = { _ in false }
  ) -> [String] {
    var faults: [String] = []
    var crashed = Judged(isStrict: seed == nil)
    var recovered = crashed
    for cut in stride(from: Int(seed ?? 0) % step, to: .max, by: step) {
      let cutDisk = disk.copy(seed: seed.map { $0 &+ UInt64(cut) &* 1_000_003 })
      cutDisk.forgetSyncs(where: isForgotten)
      cutDisk.cutPower(afterEffects: cut)
      let isFinished = (try? command(cutDisk)) != nil
      let words = "after \(cut) effects, \(cutDisk.effectLog.last ?? "")"
      let wasCut = cutDisk.isPowerCut
      cutDisk.restart()
      if crashed.isNew(cutDisk, isFinished) {
        if again {
          let seed = seed.map { $0 &+ UInt64(cut) }
          faults += secondFaults(cutDisk, isFinished, seed, words, &recovered)
        } else {
          faults += judge(cutDisk, isFinished, words)
        }
      }
      if !isFinished && !wasCut { faults.append("the command failed although there was power") }
      if isFinished || !wasCut || isOneEnough && !faults.isEmpty { return faults }
    }
    return faults
  }

  private func secondFaults(
    _ disk: SimulatedDisk, _ isFinished: Bool, _ seed: UInt64?, _ words: String,
    _ recovered: inout Judged
  ) -> [String] {
    var faults: [String] = []
    // What the recovery says of itself after a cut does not count: one run has all that cuts leave.
    for (cut, moment) in disk.copy().moments(during: next).enumerated() {
      let cutDisk = moment.copy(seed: seed.map { $0 &+ UInt64(cut) &* 1_000_033 })
      let log = "\(words), and \(cut) more, \(cutDisk.effectLog.last ?? "")"
      cutDisk.restart()
      if recovered.isNew(cutDisk, isFinished) { faults += judge(cutDisk, isFinished, log) }
    }
    return faults
  }

  private func judge(_ disk: SimulatedDisk, _ isFinished: Bool, _ words: String) -> [String] {
    do {
      try next(disk)
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
      let ended = disk.copy()
      let files = HookedFileSystem(endedAfterEffects: end, on: ended)
      let databases = HookedDatabases(SimulatedDatabases(on: ended), in: files)
      let isFinished = (try? command(files, databases)) != nil
      let wasEnded = ended.effects >= disk.effects + end
      faults += judge(ended, isFinished, "ended after \(end), \(ended.effectLog.last ?? "")")
      if !isFinished && !wasEnded { faults.append("the command failed by itself") }
      if isFinished || !wasEnded { return faults }
    }
    return faults
  }
}
