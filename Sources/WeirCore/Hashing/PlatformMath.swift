#if canImport(Glibc)
    private import Glibc
#elseif canImport(Musl)
    private import Musl
#else
    private import Darwin
#endif

/// The two functions of the platform's mathematics that decisions need.
enum PlatformMath {
    static func naturalLogarithm(_ value: Double) -> Double {
        log(value)
    }

    static func exponential(_ value: Float) -> Float {
        exp(value)
    }
}
