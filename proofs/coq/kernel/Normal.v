(** Normal forms of terms, and the decision that a term vanishes wherever it is defined. *)

From Coq Require Import Reals ZArith QArith Qreals Qround List Bool Lra Lia.
From Lemmabox.kernel Require Import Terms Polynomials.
Import ListNotations.
Local Open Scope R_scope.

(** What is shown of every normal form. *)
Definition represents (env : environment) (p : polynomial) (x : R) : Prop := polynomial_value env p = x /\ good env p.

Lemma represents_constant env c x : Q2R c = x -> represents env (constant c) x.
Proof. intros <-. split; [apply constant_value | apply constant_good]. Qed.

Lemma represents_sum env p q x y : represents env p x -> represents env q y -> represents env (sum p q) (x + y).
Proof. intros [<- G] [<- H]. split; [apply sum_value | now apply sum_good]. Qed.

Lemma represents_product env p q x y :
  represents env p x -> represents env q y -> represents env (product p q) (x * y).
Proof. intros [<- G] [<- H]. split; [apply product_value | now apply product_good]. Qed.

Lemma represents_opposite env p x : represents env p x -> represents env (opposite p) (- x).
Proof. intros [<- G]. split; [apply opposite_value | now apply opposite_good]. Qed.

Lemma represents_power env p x n : represents env p x -> represents env (power p n) (x ^ n).
Proof. intros [<- G]. split; [apply power_value | now apply power_good]. Qed.

Lemma represents_inverse env p x : represents env p x -> x <> 0 -> represents env (inverse p) (/ x).
Proof. intros [<- G] H. now apply inverse_spec. Qed.

Lemma represents_atom env a : defined env a -> represents env (atom a) (value env a).
Proof. intros H. split; [apply atom_value | now apply atom_good]. Qed.

Lemma represents_eq env p x y : represents env p x -> x = y -> represents env p y.
Proof. now intros H <-. Qed.

(** A function of a normal form, as an atom. *)
Definition opaque (f : unary) (p : polynomial) : polynomial := atom (TUn f (argument p)).

Lemma represents_opaque env f p x : represents env p x -> unary_domain f x ->
  represents env (opaque f p) (unary_value f x).
Proof.
  intros [<- G] D. unfold opaque.
  replace (unary_value f (polynomial_value env p)) with (value env (TUn f (argument p)))
    by (cbn [value]; now rewrite argument_value).
  apply represents_atom. split; [now apply argument_good | now rewrite argument_value].
Qed.

Definition negative_lead (p : polynomial) : bool := match p with (_, c) :: _ => Z.ltb (Qnum c) 0 | [] => false end.

(** * Sine and cosine *)

Definition pi_monomial : monomial := [(TPi, 1%nat)].

Fixpoint coefficient (m : monomial) (p : polynomial) : Q :=
  match p with
  | [] => 0
  | (n, c) :: p => match monomial_compare m n with Eq => c | _ => coefficient m p end
  end.

Definition circle (sine : bool) (x : R) : R := if sine then sin x else cos x.

Lemma turns j x : sin (x + 2 * IZR j * PI) = sin x /\ cos (x + 2 * IZR j * PI) = cos x.
Proof.
  destruct (Z_le_gt_dec 0 j) as [H|H].
  - rewrite <- (Z2Nat.id j H), <- INR_IZR_INZ. split; [apply sin_period | apply cos_period].
  - set (y := x + 2 * IZR j * PI).
    assert (E : x = y + 2 * INR (Z.to_nat (- j)) * PI).
    { rewrite INR_IZR_INZ, Z2Nat.id by lia. unfold y. rewrite opp_IZR. ring. }
    rewrite E. rewrite sin_period, cos_period. split; reflexivity.
Qed.

(** The function and the sign that [k] quarter turns lead to. *)
Definition turned (sine : bool) (k : Z) : bool * bool :=
  match (k mod 4)%Z, sine with
  | 0%Z, _ => (sine, false)
  | 1%Z, true => (false, false)
  | 1%Z, false => (true, true)
  | 2%Z, _ => (sine, true)
  | _, true => (false, true)
  | _, false => (true, false)
  end.

Lemma circle_turned sine k x :
  circle sine (x + IZR k * (PI / 2)) = let (s, n) := turned sine k in if n then - circle s x else circle s x.
Proof.
  assert (E : x + IZR k * (PI / 2) = x + IZR (k mod 4) * (PI / 2) + 2 * IZR (k / 4) * PI).
  { rewrite (Z.div_mod k 4) at 1 by lia. rewrite plus_IZR, mult_IZR. field. }
  unfold circle. rewrite E. destruct (turns (k / 4) (x + IZR (k mod 4) * (PI / 2))) as [-> ->].
  unfold turned. pose proof (Z.mod_pos_bound k 4 ltac:(lia)) as B.
  assert (C : (k mod 4 = 0 \/ k mod 4 = 1 \/ k mod 4 = 2 \/ k mod 4 = 3)%Z) by lia.
  destruct C as [-> | [-> | [-> | ->]]]; destruct sine.
  - f_equal. ring.
  - f_equal. ring.
  - rewrite Rmult_1_l, sin_plus, sin_PI2, cos_PI2. ring.
  - rewrite Rmult_1_l, cos_plus, sin_PI2, cos_PI2. ring.
  - replace (2 * (PI / 2)) with PI by field. rewrite sin_plus, sin_PI, cos_PI. ring.
  - replace (2 * (PI / 2)) with PI by field. rewrite cos_plus, sin_PI, cos_PI. ring.
  - replace (x + 3 * (PI / 2)) with (x + PI + PI / 2) by field.
    rewrite sin_plus, sin_PI2, cos_PI2, cos_plus, sin_PI, cos_PI. ring.
  - replace (x + 3 * (PI / 2)) with (x + PI + PI / 2) by field.
    rewrite cos_plus, sin_PI2, cos_PI2, sin_plus, sin_PI, cos_PI. ring.
Qed.

Definition half : Q := 1 # 2.

Definition root_of_two : polynomial := atom (TUn Sqrt (TZ 2)).
Definition root_of_three : polynomial := atom (TUn Sqrt (TZ 3)).

(** At [pi/12] and at [pi/8]. *)
Definition twelfth (sine : bool) : polynomial :=
  scaled [] (1 # 4) (product root_of_two (sum root_of_three (constant (if sine then -1 else 1)))).
Definition eighth (sine : bool) : polynomial :=
  scaled [] half (opaque Sqrt (sum (constant 2) (if sine then opposite root_of_two else root_of_two))).

Definition fine_angle (sine : bool) (c : Q) : option polynomial :=
  if Qeq_bool c (1 # 12) then Some (twelfth sine)
  else if Qeq_bool c (-1 # 12) then Some (if sine then opposite (twelfth true) else twelfth false)
  else if Qeq_bool c (1 # 8) then Some (eighth sine)
  else if Qeq_bool c (-1 # 8) then Some (if sine then opposite (eighth true) else eighth false)
  else None.

(** At an angle within an eighth of a turn of 0. *)
Definition circle_at (sine : bool) (p : polynomial) : polynomial :=
  let plain := opaque (if sine then Sin else Cos) p in
  match p with
  | [] => if sine then [] else one
  | [([(TPi, 1%nat)], c)] =>
      if Qeq_bool c (1 # 6) then if sine then constant half else scaled [] half (atom (TUn Sqrt (TZ 3)))
      else if Qeq_bool c (-1 # 6) then if sine then constant (-1 # 2) else scaled [] half (atom (TUn Sqrt (TZ 3)))
      else if Qeq_bool c (1 # 4) then scaled [] half (atom (TUn Sqrt (TZ 2)))
      else if Qeq_bool c (-1 # 4) then scaled [] (if sine then -1 # 2 else half) (atom (TUn Sqrt (TZ 2)))
      else match fine_angle sine c with Some p => p | None => plain end
  | _ => plain
  end.

Lemma half_of_root env c n x : Q2R c * sqrt (IZR n) = x -> (0 <= n)%Z ->
  represents env (scaled [] c (atom (TUn Sqrt (TZ n)))) x.
Proof.
  intros <- H. split.
  - rewrite scaled_value, atom_value. simpl. ring.
  - apply scaled_good; [apply empty_good|]. apply atom_good. split; [exact I|]. simpl. now apply IZR_le.
Qed.

Lemma cos_PI4' : cos (PI / 4) = / 2 * sqrt 2.
Proof.
  rewrite cos_PI4. pose proof (sqrt_lt_R0 2 ltac:(lra)) as P. pose proof (sqrt_sqrt 2 ltac:(lra)) as S.
  apply Rmult_eq_reg_l with (sqrt 2); [|lra]. field_simplify; [|lra]. lra.
Qed.

Lemma represents_scaled env c p x : represents env p x -> represents env (scaled [] c p) (Q2R c * x).
Proof.
  intros [<- G]. split; [rewrite scaled_value; simpl; ring | apply scaled_good; [apply empty_good | exact G]].
Qed.

Lemma represents_root_of env n : (0 <= n)%Z -> represents env (atom (TUn Sqrt (TZ n))) (sqrt (IZR n)).
Proof. intros H. apply (represents_atom env (TUn Sqrt (TZ n))). split; [exact I | now apply IZR_le]. Qed.

Lemma twelfth_spec env sine : represents env (twelfth sine) (circle sine (PI / 12)).
Proof.
  apply represents_eq with (Q2R (1 # 4) * (sqrt 2 * (sqrt 3 + Q2R (if sine then -1 else 1)))).
  - apply represents_scaled, represents_product; [now apply (represents_root_of env 2)|].
    apply represents_sum; [now apply (represents_root_of env 3) | now apply represents_constant].
  - replace (PI / 12) with (PI / 4 - PI / 6) by field. unfold circle, Q2R. destruct sine; simpl.
    + rewrite sin_minus, sin_cos_PI4, cos_PI4', sin_PI6, cos_PI6. field.
    + rewrite cos_minus, sin_cos_PI4, cos_PI4', sin_PI6, cos_PI6. field.
Qed.

Lemma eighth_spec env sine : represents env (eighth sine) (circle sine (PI / 8)).
Proof.
  assert (Two : 0 <= sqrt 2 <= 2).
  { split; [apply sqrt_pos|]. rewrite <- (sqrt_square 2) at 2 by lra. apply sqrt_le_1; lra. }
  set (y := 2 + (if sine then - sqrt 2 else sqrt 2)). assert (Y : 0 <= y) by (unfold y; destruct sine; lra).
  apply represents_eq with (Q2R half * sqrt y).
  - apply represents_scaled. apply (represents_opaque env Sqrt _ y); [|exact Y].
    apply represents_sum; [apply represents_constant; unfold Q2R; simpl; lra|].
    destruct sine; [apply represents_opposite|]; now apply (represents_root_of env 2).
  - pose proof PI_RGT_0. pose proof cos_PI4' as C. replace (PI / 4) with (2 * (PI / 8)) in C by field.
    assert (P : 0 <= circle sine (PI / 8)).
    { unfold circle. destruct sine; left; [apply sin_gt_0 | apply cos_gt_0]; lra. }
    replace (Q2R half * sqrt y) with (sqrt (y / 4)).
    + rewrite <- (sqrt_square (circle sine (PI / 8)) P). f_equal. unfold y, circle.
      destruct sine; [rewrite cos_2a_sin in C | rewrite cos_2a_cos in C]; lra.
    + replace (y / 4) with (Rsqr (/ 2) * y) by (unfold Rsqr; field). rewrite sqrt_mult; [|apply Rle_0_sqr | exact Y].
      rewrite sqrt_Rsqr by lra. unfold Q2R, half. simpl. lra.
Qed.

Lemma fine_angle_spec env sine c p : fine_angle sine c = Some p -> represents env p (circle sine (Q2R c * PI)).
Proof.
  assert (V : forall d x, Qeq_bool c d = true -> Q2R d * PI = x -> Q2R c * PI = x).
  { intros d x E <-. apply Qeq_bool_eq, Qeq_eqR in E. now rewrite E. }
  unfold fine_angle. destruct (Qeq_bool c (1 # 12)) eqn:E1; [|destruct (Qeq_bool c (-1 # 12)) eqn:E2;
    [|destruct (Qeq_bool c (1 # 8)) eqn:E3; [|destruct (Qeq_bool c (-1 # 8)) eqn:E4; [|discriminate]]]]; injection 1 as <-.
  - rewrite (V _ (PI / 12) E1) by (unfold Q2R; simpl; field). apply twelfth_spec.
  - rewrite (V _ (- (PI / 12)) E2) by (unfold Q2R; simpl; field). unfold circle. destruct sine.
    + rewrite sin_neg. apply represents_opposite, (twelfth_spec env true).
    + rewrite cos_neg. apply (twelfth_spec env false).
  - rewrite (V _ (PI / 8) E3) by (unfold Q2R; simpl; field). apply eighth_spec.
  - rewrite (V _ (- (PI / 8)) E4) by (unfold Q2R; simpl; field). unfold circle. destruct sine.
    + rewrite sin_neg. apply represents_opposite, (eighth_spec env true).
    + rewrite cos_neg. apply (eighth_spec env false).
Qed.

Lemma circle_at_spec env sine p x : represents env p x -> represents env (circle_at sine p) (circle sine x).
Proof.
  intros H. assert (O : represents env (opaque (if sine then Sin else Cos) p) (circle sine x)).
  { destruct sine; [exact (represents_opaque env Sin p x H I) | exact (represents_opaque env Cos p x H I)]. }
  unfold circle_at. destruct p as [|[[|[a k] m] c] p]; [|exact O|].
  - destruct H as [<- _]. unfold circle. simpl. destruct sine.
    + rewrite sin_0. split; [reflexivity | apply nil_good].
    + rewrite cos_0. apply represents_constant. unfold Q2R. simpl. lra.
  - destruct a; try exact O. destruct k as [|[|k]]; try exact O. destruct m; [|exact O]. destruct p; [|exact O].
    destruct H as [H _]. simpl in H.
    assert (X : x = Q2R c * PI) by lra.
    destruct (Qeq_bool c (1 # 6)) eqn:E1; [|destruct (Qeq_bool c (-1 # 6)) eqn:E2;
      [|destruct (Qeq_bool c (1 # 4)) eqn:E3; [|destruct (Qeq_bool c (-1 # 4)) eqn:E4]]].
    + apply Qeq_bool_eq, Qeq_eqR in E1. rewrite E1 in X. unfold Q2R in X. simpl in X.
      replace x with (PI / 6) by lra. unfold circle. destruct sine.
      * rewrite sin_PI6. apply represents_constant. unfold Q2R. simpl. lra.
      * rewrite cos_PI6. apply half_of_root; [unfold Q2R; simpl; lra | lia].
    + apply Qeq_bool_eq, Qeq_eqR in E2. rewrite E2 in X. unfold Q2R in X. simpl in X.
      replace x with (- (PI / 6)) by lra. unfold circle. destruct sine.
      * rewrite sin_neg, sin_PI6. apply represents_constant. unfold Q2R. simpl. lra.
      * rewrite cos_neg, cos_PI6. apply half_of_root; [unfold Q2R; simpl; lra | lia].
    + apply Qeq_bool_eq, Qeq_eqR in E3. rewrite E3 in X. unfold Q2R in X. simpl in X.
      replace x with (PI / 4) by lra. unfold circle.
      apply half_of_root; [|lia]. unfold Q2R. simpl. destruct sine; rewrite ?sin_cos_PI4, cos_PI4'; lra.
    + apply Qeq_bool_eq, Qeq_eqR in E4. rewrite E4 in X. unfold Q2R in X. simpl in X.
      replace x with (- (PI / 4)) by lra. unfold circle.
      destruct sine; (apply half_of_root; [|lia]); unfold Q2R; simpl.
      * rewrite sin_neg, sin_cos_PI4, cos_PI4'. lra.
      * rewrite cos_neg, cos_PI4'. lra.
    + destruct (fine_angle sine c) as [q|] eqn:F; [|exact O]. rewrite X. now apply fine_angle_spec.
Qed.

Definition signed (negative : bool) (p : polynomial) : polynomial := if negative then opposite p else p.

Lemma represents_signed env n p x : represents env p x -> represents env (signed n p) (if n then - x else x).
Proof. destruct n; [apply represents_opposite | auto]. Qed.

Definition circular (sine : bool) (p : polynomial) : polynomial :=
  let q := coefficient pi_monomial p in
  let rest := sum p (term_of pi_monomial (Qopp q) []) in
  let backwards := match rest with [] => Z.ltb (Qnum q) 0 | _ => negative_lead rest end in
  let p1 := signed backwards p in
  let q1 := if backwards then Qopp q else q in
  let k := Qceiling (2 * q1 - half) in
  let p2 := sum p1 (term_of pi_monomial (Qred (- k # 2)) []) in
  let (s, n) := turned sine k in
  signed (xorb n (backwards && sine)) (circle_at s p2).

Lemma circular_spec env sine p x : represents env p x -> represents env (circular sine p) (circle sine x).
Proof.
  intros H. unfold circular. set (q := coefficient pi_monomial p).
  set (b := match sum p (term_of pi_monomial (- q) []) with [] => _ | _ => _ end).
  set (k := Qceiling _).
  assert (T : represents env (term_of pi_monomial (Qred (- k # 2)) []) (- IZR k * (PI / 2))).
  { split.
    - rewrite term_of_value, Q2R_reduced. simpl. unfold Q2R. simpl. rewrite opp_IZR. field.
    - apply term_of_good; [|apply nil_good]. intros a j [E|[]]. injection E as <- _. exact I. }
  pose proof (represents_sum env _ _ _ _ (represents_signed env b p x H) T) as S.
  set (y := (if b then - x else x) + - IZR k * (PI / 2)) in S.
  pose proof (circle_turned sine k y) as C.
  destruct (turned sine k) as [s n].
  apply represents_eq with (if xorb n (b && sine) then - circle s y else circle s y).
  { apply represents_signed, circle_at_spec, S. }
  replace (y + IZR k * (PI / 2)) with (if b then - x else x) in C by (unfold y; ring).
  destruct b, sine, n; simpl in *; unfold circle in *; rewrite ?sin_neg, ?cos_neg in C; lra.
Qed.

(** * Other functions *)

(** A square root of an integer: squares of small primes come out. *)
Fixpoint root_apart (fuel : nat) (outside inside : Z) : Z * Z :=
  match fuel with
  | O => (outside, inside)
  | S fuel =>
      if Z.eqb (inside mod 4) 0 then root_apart fuel (outside * 2) (inside / 4)
      else if Z.eqb (inside mod 9) 0 then root_apart fuel (outside * 3) (inside / 9)
      else if Z.eqb (inside mod 25) 0 then root_apart fuel (outside * 5) (inside / 25)
      else if Z.eqb (inside mod 49) 0 then root_apart fuel (outside * 7) (inside / 49)
      else (outside, inside)
  end.

(** The root of a product of different primes, and of what is left. *)
Fixpoint roots_of_primes (ps : list Z) (n : Z) : polynomial :=
  match ps with
  | [] => if Z.eqb n 1 then one else atom (TUn Sqrt (TZ n))
  | p :: ps =>
      if Z.eqb (n mod p) 0 && Z.ltb 0 p then product (atom (TUn Sqrt (TZ p))) (roots_of_primes ps (n / p))
      else roots_of_primes ps n
  end.

Lemma roots_of_primes_spec env ps : forall n, (0 <= n)%Z -> represents env (roots_of_primes ps n) (sqrt (IZR n)).
Proof.
  assert (A : forall n, (0 <= n)%Z -> represents env (atom (TUn Sqrt (TZ n))) (sqrt (IZR n))).
  { intros n H. apply (represents_atom env (TUn Sqrt (TZ n))). split; [exact I | now apply IZR_le]. }
  induction ps as [|p ps IH]; intros n H; cbn [roots_of_primes].
  - destruct (Z.eqb n 1) eqn:E; [|now apply A]. apply Z.eqb_eq in E. subst n. rewrite sqrt_1. apply represents_constant.
    unfold Q2R. simpl. lra.
  - destruct (Z.eqb (n mod p) 0 && Z.ltb 0 p) eqn:E; [|now apply IH]. apply andb_true_iff in E. destruct E as [E P].
    apply Z.eqb_eq in E. apply Z.ltb_lt in P. assert (D : n = (p * (n / p))%Z) by (apply Z_div_exact_full_2; lia).
    assert (Q : (0 <= n / p)%Z) by (apply Z.div_pos; lia).
    rewrite D at 2. rewrite mult_IZR, sqrt_mult by (apply IZR_le; lia).
    apply represents_product; [apply A; lia | now apply IH].
Qed.

Definition small_primes : list Z := [2; 3; 5; 7]%Z.

Definition root_of_integer (n : Z) : polynomial :=
  let r := Z.sqrt n in
  if Z.eqb (r * r) n then constant (inject_Z r)
  else
    let (o, i) := root_apart 20 1 n in
    if Z.ltb 0 o && Z.ltb 0 i && Z.eqb (o * o * i) n then scaled [] (inject_Z o) (roots_of_primes small_primes i)
    else roots_of_primes small_primes n.

Lemma sqrt_of_square o i : 0 <= o -> 0 <= i -> o * sqrt i = sqrt (o * o * i).
Proof. intros Ho Hi. rewrite sqrt_mult, sqrt_square; try assumption; [reflexivity|]. now apply Rmult_le_pos. Qed.

Lemma root_of_integer_spec env n : (0 <= n)%Z -> represents env (root_of_integer n) (sqrt (IZR n)).
Proof.
  intros H. unfold root_of_integer. destruct (Z.eqb (Z.sqrt n * Z.sqrt n) n) eqn:E.
  - apply Z.eqb_eq in E. apply represents_constant. rewrite Q2R_Z. rewrite <- E at 2.
    rewrite mult_IZR, sqrt_square; [reflexivity|]. apply IZR_le, Z.sqrt_nonneg.
  - destruct (root_apart 20 1 n) as [o i].
    destruct (Z.ltb 0 o && Z.ltb 0 i && Z.eqb (o * o * i) n) eqn:D.
    + rewrite !andb_true_iff in D. destruct D as [[Do Di] Dn].
      apply Z.ltb_lt in Do. apply Z.ltb_lt in Di. apply Z.eqb_eq in Dn.
      rewrite <- Dn, !mult_IZR, <- sqrt_of_square by (apply IZR_le; lia). rewrite <- Q2R_Z.
      apply represents_scaled, roots_of_primes_spec. lia.
    + now apply roots_of_primes_spec.
Qed.

(** The greatest positive rational number, as a fraction, whose multiple with integer coefficients the polynomial is. *)
Definition content (p : polynomial) : positive * positive :=
  let d := fold_right (fun t d => Z.lcm (Zpos (Qden (snd t))) d) 1%Z p in
  let g := fold_right (fun t g => Z.gcd (Z.div (Qnum (snd t) * d) (Zpos (Qden (snd t)))) g) 0%Z p in
  let k := Z.gcd g d in
  (Z.to_pos (g / k), Z.to_pos (d / k)).

(** The root of a fraction. *)
Definition root_of_fraction (g d : positive) : polynomial := scaled [] (1 # d) (root_of_integer (Zpos (g * d))).

Lemma root_of_fraction_spec env g d : represents env (root_of_fraction g d) (sqrt (IZR (Zpos g) / IZR (Zpos d))).
Proof.
  assert (G : 0 < IZR (Zpos g)) by (apply IZR_lt; lia). assert (D : 0 < IZR (Zpos d)) by (apply IZR_lt; lia).
  apply represents_eq with (Q2R (1 # d) * sqrt (IZR (Zpos (g * d)))).
  - apply represents_scaled, root_of_integer_spec. lia.
  - rewrite Q2R_fraction. replace (1 / IZR (Zpos d)) with (/ IZR (Zpos d)) by (field; lra).
    rewrite sqrt_of_square; [|left; now apply Rinv_0_lt_compat | apply IZR_le; lia].
    f_equal. rewrite Pos2Z.inj_mul, mult_IZR. field. lra.
Qed.

Definition root_of_sum (p : polynomial) : polynomial :=
  let (g, d) := content p in
  if Pos.eqb g d then opaque Sqrt p else product (root_of_fraction g d) (opaque Sqrt (scaled [] (Zpos d # g) p)).

Lemma root_of_sum_spec env p x : represents env p x -> 0 <= x -> represents env (root_of_sum p) (sqrt x).
Proof.
  intros H D. unfold root_of_sum. destruct (content p) as [g d]. destruct (Pos.eqb g d); [now apply (represents_opaque env Sqrt)|].
  assert (G : 0 < IZR (Zpos g)) by (apply IZR_lt; lia). assert (P : 0 < IZR (Zpos d)) by (apply IZR_lt; lia).
  assert (Q : 0 < IZR (Zpos d) / IZR (Zpos g)) by now apply Rdiv_lt_0_compat.
  assert (Q' : 0 < IZR (Zpos g) / IZR (Zpos d)) by now apply Rdiv_lt_0_compat.
  apply represents_eq with (sqrt (IZR (Zpos g) / IZR (Zpos d)) * sqrt (Q2R (Zpos d # g) * x)).
  - apply represents_product; [apply root_of_fraction_spec|]. apply (represents_opaque env Sqrt); [now apply represents_scaled|].
    rewrite Q2R_fraction. apply Rmult_le_pos; lra.
  - rewrite Q2R_fraction, <- sqrt_mult by first [lra | apply Rmult_le_pos; lra]. f_equal. field. lra.
Qed.

Definition root (p : polynomial) : polynomial :=
  match p with
  | [] => []
  | [([], c)] =>
      if Z.leb 0 (Qnum c) then scaled [] (1 # Qden c) (root_of_integer (Qnum c * Zpos (Qden c))) else opaque Sqrt p
  | _ => root_of_sum p
  end.

Lemma root_spec env p x : represents env p x -> 0 <= x -> represents env (root p) (sqrt x).
Proof.
  intros H D. pose proof (represents_opaque env Sqrt p x H D) as O. unfold root.
  pose proof (root_of_sum_spec env p x H D) as R. destruct p as [|[[|? ?] c] p]; [| |exact R].
  - destruct H as [<- _]. simpl. rewrite sqrt_0. split; [reflexivity | apply nil_good].
  - destruct p; [|exact R]. destruct (Z.leb 0 (Qnum c)) eqn:E; [|exact O]. apply Z.leb_le in E.
    destruct H as [H _]. simpl in H. assert (X : x = Q2R c) by lra. clear H O R.
    destruct (root_of_integer_spec env (Qnum c * Zpos (Qden c)) ltac:(lia)) as [S G].
    assert (P : 0 < IZR (Zpos (Qden c))) by (apply IZR_lt; lia).
    split; [|now apply scaled_good; [apply empty_good|]].
    rewrite scaled_value, S, Q2R_fraction. simpl monomial_value.
    replace (1 / IZR (Z.pos (Qden c)) * 1) with (/ IZR (Zpos (Qden c))) by (field; lra).
    rewrite mult_IZR, X, sqrt_of_square; [|left; now apply Rinv_0_lt_compat|].
    + f_equal. unfold Q2R. field. lra.
    + apply Rmult_le_pos; [now apply IZR_le | lra].
Qed.

(** With a positive leading coefficient, and rational content before it. *)
Definition absolute_of_sum (p : polynomial) : polynomial :=
  let (g, d) := content p in
  let size p := opaque Abs (signed (negative_lead p) p) in
  if Pos.eqb g d then size p else scaled [] (Zpos g # d) (size (scaled [] (Zpos d # g) p)).

Lemma absolute_of_sum_spec env p x : represents env p x -> represents env (absolute_of_sum p) (Rabs x).
Proof.
  assert (O : forall p x, represents env p x -> represents env (opaque Abs (signed (negative_lead p) p)) (Rabs x)).
  { clear. intros p x H. apply represents_eq with (Rabs (if negative_lead p then - x else x)).
    - apply (represents_opaque env Abs _ _ (represents_signed env _ p x H) I).
    - destruct (negative_lead p); [apply Rabs_Ropp | reflexivity]. }
  intros H. unfold absolute_of_sum. destruct (content p) as [g d]. destruct (Pos.eqb g d); [now apply O|].
  assert (G : 0 < IZR (Zpos g)) by (apply IZR_lt; lia). assert (P : 0 < IZR (Zpos d)) by (apply IZR_lt; lia).
  apply represents_eq with (Q2R (Zpos g # d) * Rabs (Q2R (Zpos d # g) * x)).
  - now apply represents_scaled, O, represents_scaled.
  - rewrite !Q2R_fraction, Rabs_mult, (Rabs_pos_eq (_ / _)) by (left; now apply Rdiv_lt_0_compat). field. lra.
Qed.

Definition absolute (p : polynomial) : polynomial :=
  match p with
  | [] => []
  | [([], c)] => constant (Qmake (Z.abs (Qnum c)) (Qden c))
  | _ => absolute_of_sum p
  end.

Lemma absolute_spec env p x : represents env p x -> represents env (absolute p) (Rabs x).
Proof.
  intros H. pose proof (absolute_of_sum_spec env p x H) as O. unfold absolute. destruct p as [|[[|? ?] c] p]; [| |exact O].
  - destruct H as [<- _]. simpl. rewrite Rabs_R0. split; [reflexivity | apply nil_good].
  - destruct p; [|exact O]. destruct H as [H _]. simpl in H. apply represents_constant.
    rewrite <- H. rewrite Rmult_1_r, Rplus_0_r. unfold Q2R. simpl.
    rewrite abs_IZR, Rabs_mult. f_equal. symmetry. apply Rabs_pos_eq. left. apply Rinv_0_lt_compat, IZR_lt. lia.
Qed.

(** Odd functions of arguments with a positive leading coefficient; a few values. *)
Definition is_constant (p : polynomial) (c : Q) : bool :=
  match p with [] => is_zero c | [([], d)] => Qeq_bool d c | _ => false end.

Lemma is_constant_spec env p x c : represents env p x -> is_constant p c = true -> x = Q2R c.
Proof.
  intros [<- _]. destruct p as [|[[|? ?] d] p]; simpl; try discriminate.
  - intros H. now rewrite is_zero_true.
  - destruct p; try discriminate. intros H. apply Qeq_bool_eq, Qeq_eqR in H. simpl. lra.
Qed.

Definition pi_times (c : Q) : polynomial := term_of pi_monomial c [].

Lemma pi_times_spec env c x : Q2R c * PI = x -> represents env (pi_times c) x.
Proof.
  intros <-. split.
  - unfold pi_times. rewrite term_of_value. simpl. ring.
  - apply term_of_good; [|apply nil_good]. intros a j [E|[]]. injection E as <- _. exact I.
Qed.

Definition arcsine (p : polynomial) : polynomial :=
  let n := negative_lead p in
  let q := signed n p in
  signed n (if is_constant q 0 then [] else if is_constant q 1 then pi_times half
            else if is_constant q half then pi_times (1 # 6) else opaque Asin q).

Lemma asin_half : asin (/ 2) = PI / 6.
Proof. rewrite <- (asin_sin (PI / 6)); [now rewrite sin_PI6, Rdiv_1_l || (rewrite sin_PI6; f_equal; lra) |]. pose proof PI_RGT_0. lra. Qed.

Lemma arcsine_spec env p x : represents env p x -> -1 <= x <= 1 -> represents env (arcsine p) (asin x).
Proof.
  intros H D. unfold arcsine. set (n := negative_lead p).
  pose proof (represents_signed env n p x H) as S. set (y := if n then - x else x) in S.
  assert (Dy : -1 <= y <= 1) by (unfold y; destruct n; lra).
  apply represents_eq with (if n then - asin y else asin y);
    [|unfold y; destruct n; [rewrite asin_opp; ring | reflexivity]].
  apply represents_signed.
  destruct (is_constant (signed n p) 0) eqn:E0; [|destruct (is_constant (signed n p) 1) eqn:E1;
    [|destruct (is_constant (signed n p) half) eqn:E2]].
  - rewrite (is_constant_spec env _ _ _ S E0). unfold Q2R. simpl. rewrite Rmult_0_l, asin_0.
    split; [reflexivity | apply nil_good].
  - rewrite (is_constant_spec env _ _ _ S E1). unfold Q2R. simpl. rewrite Rinv_1, Rmult_1_l, asin_1.
    apply pi_times_spec. unfold Q2R. simpl. lra.
  - rewrite (is_constant_spec env _ _ _ S E2). unfold Q2R. simpl. rewrite Rmult_1_l, asin_half.
    apply pi_times_spec. unfold Q2R. simpl. lra.
  - apply (represents_opaque env Asin _ _ S Dy).
Qed.

Definition arctangent (p : polynomial) : polynomial :=
  let n := negative_lead p in
  let q := signed n p in
  signed n (if is_constant q 0 then [] else if is_constant q 1 then pi_times (1 # 4)
            else match q with
                 | [([], c)] => if Qle_bool 1 c then sum (pi_times half) (opposite (opaque Atan (constant (Qinv c)))) else opaque Atan q
                 | _ => opaque Atan q
                 end).

Lemma arctangent_spec env p x : represents env p x -> represents env (arctangent p) (atan x).
Proof.
  intros H. unfold arctangent. set (n := negative_lead p).
  pose proof (represents_signed env n p x H) as S. set (y := if n then - x else x) in S.
  apply represents_eq with (if n then - atan y else atan y);
    [|unfold y; destruct n; [rewrite atan_opp; ring | reflexivity]].
  apply represents_signed.
  destruct (is_constant (signed n p) 0) eqn:E0; [|destruct (is_constant (signed n p) 1) eqn:E1].
  - rewrite (is_constant_spec env _ _ _ S E0). unfold Q2R. simpl. rewrite Rmult_0_l, atan_0.
    split; [reflexivity | apply nil_good].
  - rewrite (is_constant_spec env _ _ _ S E1). unfold Q2R. simpl. rewrite Rinv_1, Rmult_1_l, atan_1.
    apply pi_times_spec. unfold Q2R. simpl. lra.
  - pose proof (represents_opaque env Atan _ _ S I) as O. cbn [unary_value] in O.
    destruct (signed n p) as [|[[|[a k] m] c] q]; try exact O. destruct q; [|exact O]. destruct (Qle_bool 1 c) eqn:L; [|exact O].
    apply Qle_bool_iff, Qle_Rle in L. replace (Q2R 1) with 1 in L by (unfold Q2R; simpl; lra).
    destruct S as [S _]. simpl in S. rewrite Rmult_1_r, Rplus_0_r in S.
    assert (V : Q2R (Qinv c) = / y).
    { rewrite <- S. apply Q2R_inv. intros Z. apply Qeq_eqR in Z. unfold Q2R at 2 in Z. simpl in Z. lra. }
    apply represents_eq with (PI / 2 + - atan (/ y)).
    + apply represents_sum; [apply pi_times_spec; unfold Q2R; simpl; lra|]. apply represents_opposite.
      apply (represents_opaque env Atan _ (/ y)); [|exact I]. rewrite <- V. now apply represents_constant.
    + rewrite atan_inv by lra. ring.
Qed.

(** [exp] of a sum is a product; [exp (n/d m)] is a power of [exp (m/d)]. *)
Definition exponential_term (m : monomial) (c : Q) : polynomial :=
  let n := Qnum c in
  if Z.leb (Z.abs n) 12 then
    let e := TUn Exp (argument [(m, 1 # Qden c)]) in
    if Z.leb 0 n then power (atom e) (Z.to_nat n) else [([(TInvPow e 1, Z.to_nat (- n))], 1%Q)]
  else opaque Exp [(m, c)].

Fixpoint exponential (p : polynomial) : polynomial :=
  match p with [] => one | (m, c) :: p => product (exponential_term m c) (exponential p) end.

Lemma exp_nat x n : exp x ^ n = exp (INR n * x).
Proof.
  induction n as [|n IH]; [simpl; now rewrite Rmult_0_l, exp_0|].
  rewrite S_INR, Rmult_plus_distr_r, exp_plus, <- IH, Rmult_1_l. simpl. ring.
Qed.

Lemma lone_power env a k : polynomial_value env [([(a, k)], 1%Q)] = value env a ^ k.
Proof. simpl. unfold Q2R. simpl. lra. Qed.

Lemma exponential_term_spec env m c : good_monomial env m ->
  represents env (exponential_term m c) (exp (Q2R c * monomial_value env m)).
Proof.
  intros G. assert (Gp : forall d, good env [(m, d)]).
  { intros d. apply good_cons. split; [exact G | apply nil_good]. }
  unfold exponential_term. destruct (Z.leb (Z.abs (Qnum c)) 12).
  - set (u := argument [(m, 1 # Qden c)]).
    assert (U : value env u = / IZR (Zpos (Qden c)) * monomial_value env m).
    { unfold u. rewrite argument_value. cbn [polynomial_value]. rewrite Q2R_fraction. unfold Rdiv. ring. }
    assert (D : defined env (TUn Exp u)) by (split; [now apply argument_good | exact I]).
    destruct (Z.leb 0 (Qnum c)) eqn:E.
    + apply Z.leb_le in E. apply represents_eq with (value env (TUn Exp u) ^ Z.to_nat (Qnum c)).
      { apply represents_power, represents_atom, D. }
      simpl. rewrite exp_nat, U, INR_IZR_INZ, Z2Nat.id by exact E. f_equal. unfold Q2R. ring.
    + apply Z.leb_gt in E. split.
      * rewrite lone_power. replace (value env (TInvPow (TUn Exp u) 1)) with (exp (- value env u))
          by (rewrite exp_Ropp; cbn [value unary_value]; now rewrite pow_1).
        rewrite exp_nat, U, INR_IZR_INZ, Z2Nat.id, opp_IZR by lia. f_equal. unfold Q2R. ring.
      * apply good_cons. split; [|apply nil_good]. intros a k [K|[]]. injection K as <- _.
        split; [exact D|]. simpl. apply Rgt_not_eq, exp_pos.
  - apply (represents_opaque env Exp [(m, c)] (Q2R c * monomial_value env m)); [|exact I].
    split; [simpl; ring | apply Gp].
Qed.

Lemma exponential_spec env p : good env p -> represents env (exponential p) (exp (polynomial_value env p)).
Proof.
  induction p as [|[m c] p IH]; cbn [exponential polynomial_value]; intros G.
  - rewrite exp_0. apply represents_constant. unfold Q2R. simpl. lra.
  - apply good_cons in G. rewrite exp_plus. apply represents_product; [now apply exponential_term_spec | tauto].
Qed.

Definition logarithm (p : polynomial) : polynomial := if is_constant p 1 then [] else opaque Ln p.

Lemma logarithm_spec env p x : represents env p x -> 0 < x -> represents env (logarithm p) (ln x).
Proof.
  intros H D. unfold logarithm. destruct (is_constant p 1) eqn:E.
  - rewrite (is_constant_spec env _ _ _ H E). unfold Q2R. simpl. rewrite Rinv_1, Rmult_1_l, ln_1.
    split; [reflexivity | apply nil_good].
  - apply (represents_opaque env Ln _ _ H D).
Qed.

(** * The normal form *)

Definition normal_unary (f : unary) (p : polynomial) : polynomial :=
  match f with
  | Neg => opposite p
  | Abs => absolute p
  | Sqrt => root p
  | Sin => circular true p
  | Cos => circular false p
  | Tan => product (circular true p) (inverse (circular false p))
  | Asin => arcsine p
  | Acos => sum (pi_times half) (opposite (arcsine p))
  | Atan => arctangent p
  | Exp => exponential p
  | Ln => logarithm p
  end.

Lemma represents_cancelled env p x : represents env p x -> represents env (cancelled p) x.
Proof. intros [<- G]. exact (cancelled_spec env p G). Qed.

(** A minimum or maximum, its operands in an order of their own. *)
Definition in_order (f : binary) (a b : term) : term :=
  match compare a b with Gt => TBin f b a | Eq | Lt => TBin f a b end.

Lemma in_order_spec env f a b : match f with Min | Max => True | _ => False end -> defined env a -> defined env b ->
  defined env (in_order f a b) /\ value env (in_order f a b) = binary_value f (value env a) (value env b).
Proof.
  intros F Da Db. unfold in_order. destruct f; try destruct F; (destruct (compare a b); split; try reflexivity; try (cbn; tauto));
    cbn; [apply Rmin_comm | apply Rmax_comm].
Qed.

Definition normal_binary (f : binary) (p q : polynomial) : polynomial :=
  match f with
  | Add => sum p q
  | Sub => sum p (opposite q)
  | Mul => cancelled (product p q)
  | Div => cancelled (product p (inverse q))
  | Min | Max => atom (in_order f (argument p) (argument q))
  end.

Fixpoint normal (t : term) : polynomial :=
  match t with
  | TVar _ | TPi => atom t
  | TZ z => constant (inject_Z z)
  | TQ n d => constant (Qred (Qmake n d))
  | TUn f a => normal_unary f (normal a)
  | TBin f a b => normal_binary f (normal a) (normal b)
  | TPow a n => power (normal a) n
  | TInvPow a n => power (inverse (normal a)) n
  end.

Lemma normal_spec env t : defined env t -> represents env (normal t) (value env t).
Proof.
  induction t; cbn [normal defined value].
  - intros _. apply (represents_atom env (TVar v) I).
  - intros _. apply represents_constant, Q2R_Z.
  - intros _. apply represents_constant. rewrite Q2R_reduced. apply Q2R_fraction.
  - intros _. apply (represents_atom env TPi I).
  - intros [D U]. specialize (IHt D). set (x := value env t) in *.
    destruct f; cbn [normal_unary unary_value unary_domain] in *.
    + now apply represents_opposite.
    + now apply absolute_spec.
    + now apply root_spec.
    + now apply (circular_spec env true).
    + now apply (circular_spec env false).
    + apply represents_product; [now apply (circular_spec env true)|].
      apply represents_inverse; [now apply (circular_spec env false) | exact U].
    + now apply arcsine_spec.
    + rewrite acos_asin by exact U. apply represents_sum; [apply pi_times_spec; unfold Q2R; simpl; lra|].
      apply represents_opposite. now apply arcsine_spec.
    + now apply arctangent_spec.
    + destruct IHt as [<- G]. now apply exponential_spec.
    + now apply logarithm_spec.
  - intros [D1 [D2 U]]. specialize (IHt1 D1). specialize (IHt2 D2).
    destruct f; cbn [normal_binary binary_value binary_domain] in *.
    + now apply represents_sum.
    + apply represents_sum; [assumption | now apply represents_opposite].
    + now apply represents_cancelled, represents_product.
    + apply represents_cancelled, represents_product; [assumption | now apply represents_inverse].
    + destruct IHt1 as [V1 G1], IHt2 as [V2 G2].
      destruct (in_order_spec env Min (argument (normal t1)) (argument (normal t2)) I) as [D V]; try now apply argument_good.
      rewrite !argument_value, V1, V2 in V. cbn [binary_value] in V. rewrite <- V. now apply represents_atom.
    + destruct IHt1 as [V1 G1], IHt2 as [V2 G2].
      destruct (in_order_spec env Max (argument (normal t1)) (argument (normal t2)) I) as [D V]; try now apply argument_good.
      rewrite !argument_value, V1, V2 in V. cbn [binary_value] in V. rewrite <- V. now apply represents_atom.
  - intros D. now apply represents_power, IHt.
  - intros [D U]. rewrite <- pow_inv. now apply represents_power, represents_inverse; [apply IHt|].
Qed.
