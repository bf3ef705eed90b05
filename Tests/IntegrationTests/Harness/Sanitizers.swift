import Glibc
import Testing

/// The tools of `make sanitize`, where tests run under them.
enum Sanitizers {
    /// They keep memory for themselves, so that what a process holds says little of what Weir does.
    static let areOn = getenv("TSAN_OPTIONS") != nil || getenv("ASAN_OPTIONS") != nil
}

extension Trait where Self == ConditionTrait {
    /// For tests that judge by the memory of a process.
    static var measuresMemory: Self { .disabled(if: Sanitizers.areOn, "a sanitizer's own memory would be counted") }
}
