/// The buckets of every histogram: 0.5 ms to 60 s, in steps of about 2 or 2.5.
enum HistogramBounds {
    /// Upper bounds as they are printed, in seconds.
    static let seconds: [StaticString] = [
        "0.0005", "0.001", "0.0025", "0.005", "0.01", "0.025", "0.05", "0.1", "0.25", "0.5", "1", "2.5", "5", "10",
        "30", "60",
    ]

    /// The same in microseconds.
    static let microseconds: [Int64] = [
        500, 1000, 2500, 5000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000, 2_500_000, 5_000_000,
        10_000_000, 30_000_000, 60_000_000,
    ]

    /// Cells of a series: one for each bucket (not cumulative), one for what exceeds all, and the sum in nanoseconds.
    static let cells = 18
    static let sumCell = 17

    /// The cell that counts a time.
    static func cell(nanoseconds: Int64) -> Int {
        microseconds.firstIndex { nanoseconds <= $0 * 1000 } ?? microseconds.count
    }
}
