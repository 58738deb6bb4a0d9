//@ I32_MIN
#define I32_MIN (-2147483647 - 1)

//@ I64_MIN
#define I64_MIN (-I64(9223372036854775807) - 1)

//@ maximum_f32
FUNCTION f32 maximum_f32(const f32 x, const f32 y)
{
    return x > y || x != x ? x : y;
}

//@ minimum_f32
FUNCTION f32 minimum_f32(const f32 x, const f32 y)
{
    return x < y || x != x ? x : y;
}

//@ maximum_f64
FUNCTION f64 maximum_f64(const f64 x, const f64 y)
{
    return x > y || x != x ? x : y;
}

//@ minimum_f64
FUNCTION f64 minimum_f64(const f64 x, const f64 y)
{
    return x < y || x != x ? x : y;
}

//@ tanh_f32
/* Where it is one, a unit in the last place less would make its derivative a ten-millionth instead of zero. */
FUNCTION f32 tanh_f32(const f32 x)
{
    return x > 9.02f ? 1.0f : x < -9.02f ? -1.0f : tanh(x);
}

//@ tanh_f64
FUNCTION f64 tanh_f64(const f64 x)
{
    return x > 19.07 ? 1.0 : x < -19.07 ? -1.0 : tanh(x);
}

//@ to_i64_f32
FUNCTION i64 to_i64_f32(const f32 x)
{
    if (x >= 9223372036854775808.0f) {
        return I64(9223372036854775807);
    }
    if (x < -9223372036854775808.0f) {
        return I64_MIN;
    }
    return x != x ? 0 : (i64) x;
}

//@ to_i64_f64
FUNCTION i64 to_i64_f64(const f64 x)
{
    if (x >= 9223372036854775808.0) {
        return I64(9223372036854775807);
    }
    if (x < -9223372036854775808.0) {
        return I64_MIN;
    }
    return x != x ? 0 : (i64) x;
}

//@ nearest_row
FUNCTION i64 nearest_row(const i64 row, const i64 rows)
{
    return row < 0 ? 0 : row < rows ? row : rows - 1;
}

//@ philox
/* Philox 4x32-10 (Salmon et al., 2011): four words from a key and the lower half of a counter. */
FUNCTION void philox(const u64 key, const u64 counter, u32* words)
{
    u32 key0 = (u32) key;
    u32 key1 = (u32) (key >> 32);
    u32 c0 = (u32) counter;
    u32 c1 = (u32) (counter >> 32);
    u32 c2 = 0;
    u32 c3 = 0;
    for (i32 round = 0; round < 10; ++round) {
        const u64 product0 = (u64) 0xD2511F53u * c0;
        const u64 product1 = (u64) 0xCD9E8D57u * c2;
        c0 = (u32) (product1 >> 32) ^ c1 ^ key0;
        c1 = (u32) product1;
        c2 = (u32) (product0 >> 32) ^ c3 ^ key1;
        c3 = (u32) product0;
        key0 += 0x9E3779B9u;
        key1 += 0xBB67AE85u;
    }
    words[0] = c0;
    words[1] = c1;
    words[2] = c2;
    words[3] = c3;
}

//@ uniform_f32
FUNCTION f32 uniform_f32(const u32 word)
{
    return (f32) (word >> 8) * 5.9604644775390625e-8f;
}

//@ uniform_f64
FUNCTION f64 uniform_f64(const u32 high, const u32 low)
{
    return (f64) (((u64) high << 21) | (low >> 11)) * 1.1102230246251565404236316680908203125e-16;
}
