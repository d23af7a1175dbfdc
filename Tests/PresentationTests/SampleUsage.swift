import Presentation
import Upgrades

/// Every error of a command line, each case at least once.
enum SampleUsage {
  static let all = [
    SampleErrors.Group(type: "UsageFault", errors: lines),
    SampleErrors.Group(type: "Counterpart", errors: counterparts),
    SampleErrors.Group(type: "BadValue", errors: values),
    SampleErrors.Group(type: "BadUsage", errors: together),
  ]

  private static let commands = ["status", "new", "lint"]

  private static let lines: [UsageFault] = [
    .noCommand(commands: commands), .unknownCommand("statsu", .near(["status"])),
    .unknownCommand("sho", .near(["gen show", "gen pin"])),
    .unknownCommand("migrate frob", .commands(commands, near: nil)),
    .notACommand("what changed?", .commands(commands, near: nil)),
    .notACommand("lint please", .commands(commands, near: "lint")),
    .notACommand("update please", .counterpart(.upgrade)),
    .unknownOption("--dryrun", near: ["--dry-run"], command: "cortex upgrade"),
    .unknownOption("-z", near: [], command: "cortex status"),
    .negativeNumber("-1", command: "cortex gen show"), .versionWithMore,
    .noValue(option: "--store", next: nil, value: "dir", meaning: nil),
    .noValue(
      option: "--workspace", next: "--quiet", value: "dir", meaning: "the deployment's folder"),
    .valueForFlag(option: "--json", value: "yes"),
    .notAChoice(
      option: "--data", value: "burn", choices: ["keep", "restore", "carry"], near: []),
    .notAChoice(
      option: "--data", value: "restor", choices: ["keep", "restore", "carry"], near: ["restore"]),
    .tooMany("here", command: "cortex status", places: [], taken: []),
    .tooMany("2", command: "cortex gen pin", places: ["<generation>"], taken: ["1"]),
    .tooMany(
      "c", command: "cortex gen diff", places: ["<first>", "<second>"], taken: ["1", "2"]),
    .tooMany("2", command: "cortex rollback", places: [], taken: []),
    .missing("<generation>", usage: "cortex gen show <generation>"),
    .invalidValue("x", place: "--format <format>", meaning: "the format of the files"),
    .invalidValue("x", place: "<file>", meaning: nil),
    .refused("unexpected end of the command line"),
  ]

  private static let counterparts = Counterpart.allCases.map {
    UsageFault.unknownCommand("WORD", .counterpart($0))
  }

  private static let generations = ValueFault.Count(0...1_000_000, .generations)

  private static let values: [BadValue] =
    ValueFault.Wanted.allCases.map { BadValue("", .empty($0)) } + [
      BadValue("file:///release", .fileURL), BadValue("https://example.org/a.zip", .otherURL),
      BadValue("3.x", .noVersion), BadValue("x", .noGenerationNumber),
      BadValue("newest", .noGeneration(.noName)), BadValue("xyz", .noDigits),
      BadValue("tomorrow", .noDate), BadValue("2026-02-30", .noDay),
      BadValue("abc", .noNumber(generations)),
      BadValue("9999999999999999999999", .tooManyDigits(generations)),
      BadValue("2000000", .tooLarge(generations)), BadValue("-1", .tooSmall(generations)),
      BadValue("0", .tooSmall(ValueFault.Count(1...1000, .characters))),
      BadValue("0", .tooSmall(ValueFault.Count(1...10_000_000, .seconds))),
      BadValue("10", .noPercentage), BadValue("0%", .percentageOutOfRange),
      BadValue("soon", .noDuration), BadValue("30", .noUnit), BadValue("-1d", .negativeDuration),
      BadValue("1000000y", .tooLongDuration),
    ]

  private static let together: [BadUsage] = [
    .noRelease, .baseAndNone, .twoReleases("a", "b"), .markersAndJSON, .noDestination,
    .nothingToRestore,
    .notOneAnswer, .noEditor(.noTerminal), .noEditor(.dumbTerminal), .noEditor(.json),
    .noEditor(.noInput), .quietAndVerbose, .quickSubset, .signedAlone, .passphraseForNone,
    .partialRepair, .pageAlone, .severalSchedules,
    .notPlanned(option: "--core", plan: "PLAN", planned: "keep"),
    .notPlanned(option: "--to", plan: "PLAN", planned: nil),
    .needs(option: "--from", "--repair"),
    .needs(option: "--current", "--repair"), .migration(.unusableName("add tags")),
    .nameLikeOptions("-dash.py"),
  ]
}
