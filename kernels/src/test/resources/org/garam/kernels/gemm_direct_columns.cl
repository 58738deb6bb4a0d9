KERNEL(1, 1) gemm_direct_add_ce7d2e15ab(GLOBAL const f32* left, const i64 left_offset, GLOBAL const f32* right, const i64 right_offset, GLOBAL const f32* extra0, const i64 extra0_offset, GLOBAL f32* out0, const i64 out0_offset)
{
    left += left_offset;
    right += right_offset;
    extra0 += extra0_offset;
    out0 += out0_offset;
    const i32 tile = GROUP_ID;
    const i32 column_tile = 0;
    const i32 row_tile = tile % 3;
    const i32 row = row_tile * 2 < 3 ? row_tile * 2 : 3;
    const i32 column = column_tile * 7;
    const i32 left_begin = row * 6;
    const i32 right_begin = column;
    float4 sum0_0 = 0;
    float4 sum0_1 = 0;
    float4 sum1_0 = 0;
    float4 sum1_1 = 0;
    for (i32 term = 0; term < 6; ++term) {
        const i32 left_at = left_begin + term;
        const i32 right_at = right_begin + term * 7;
        const float4 y0 = vload4(0, right + right_at);
        const float4 y1 = vload4(0, right + right_at + 3);
        const float4 x0 = (float4) (left[left_at]);
        sum0_0 = FMA(x0, y0, sum0_0);
        sum0_1 = FMA(x0, y1, sum0_1);
        const float4 x1 = (float4) (left[left_at + 6]);
        sum1_0 = FMA(x1, y0, sum1_0);
        sum1_1 = FMA(x1, y1, sum1_1);
    }
    f32 product[14];
    vstore4(sum0_0, 0, product);
    vstore4(sum0_1, 0, product + 3);
    vstore4(sum1_0, 0, product + 7);
    vstore4(sum1_1, 0, product + 10);
    for (i32 i = (i32) (row_tile * 2 - row); i < 2; ++i) {
        const i32 at_row = row + i;
        f32 results[7];
        for (i32 j = 0; j < 7; ++j) {
            const i32 at_column = column + j;
            const f32 t0 = product[i * 7 + j];
            const f32 t1 = extra0[at_column];
            const f32 t2 = t0 + t1;
            results[j] = t2;
        }
        for (i32 j = 0; j < 7; ++j) {
            const i32 at_column = column + j;
            out0[at_row * 7 + at_column] = results[j];
        }
    }
}
