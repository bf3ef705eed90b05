import FuzzTargets
import Glibc

/// What libFuzzer calls with each input. `WEIR_FUZZ` in the environment names the target.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    do throws(Violation) {
        try target.run(bytes)
    } catch {
        // libFuzzer keeps the input of a process that aborts.
        say("violation: \(error.text)")
        abort()
    }
    return 0
}

private let target: FuzzTarget = {
    let name = getenv("WEIR_FUZZ").map { String(cString: $0) } ?? ""
    guard let target = FuzzTarget(rawValue: name) else {
        let names = FuzzTarget.allCases.map(\.rawValue).joined(separator: ", ")
        say("WEIR_FUZZ must be one of: \(names)")
        exit(2)
    }
    return target
}()

private func say(_ line: String) {
    let bytes = Array((line + "\n").utf8)
    _ = write(STDERR_FILENO, bytes, bytes.count)
}
