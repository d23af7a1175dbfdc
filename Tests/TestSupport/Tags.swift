import Glibc
public import Testing

extension Tag {
  /// Runs in the tests' own process.
  @Tag public static var unit: Self
  /// Starts the program, or another process.
  @Tag public static var process: Self
  /// Repeats its work at every effect, system call or piece of generated input.
  @Tag public static var sweep: Self
}

extension Trait where Self == ConditionTrait {
  /// Left out by `Scripts/test --quick`, which runs everything that takes no sweep.
  public static var exceptQuick: Self {
    .disabled(
      if: getenv("CORTEX_TESTS").map { String(cString: $0) } == "quick",
      "a sweep, which --quick leaves out")
  }
}
