/// Ranges that several keys share.
enum Bounds {
    /// Ten years: beyond it a duration is a slip.
    static let longest = Duration.seconds(3650 * 86_400)
    /// Of deadlines.
    static let timeout = Duration.milliseconds(1)...longest
}
