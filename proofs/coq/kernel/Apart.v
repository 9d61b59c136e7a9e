(** Logarithms of products and sines of sums taken apart. *)

From Coq Require Import Reals ZArith QArith Qreals List Bool Lra Lia.
From Lemmabox.kernel Require Import Terms Polynomials Normal Content.
Import ListNotations.
Local Open Scope R_scope.

Lemma ln_Rabs_square x : x <> 0 -> ln (x ^ 2) / 2 = ln (Rabs x).
Proof.
  intros H. assert (P : 0 < Rabs x) by now apply Rabs_pos_lt.
  rewrite <- (pow2_abs x). replace (Rabs x ^ 2) with (Rabs x * Rabs x) by ring. rewrite ln_mult by exact P. field.
Qed.

Lemma ln_pow' x n : 0 < x -> ln (x ^ n) = INR n * ln x.
Proof.
  intros H. induction n as [|n IH]; [simpl; rewrite ln_1; ring|].
  rewrite S_INR. cbn [pow]. rewrite ln_mult, IH; [ring | exact H | now apply pow_lt].
Qed.

(** Half the logarithm of a square, so that the sign does not matter; of an inverse, root or exponential what it is. *)
Definition log_of_atom (a : term) : term :=
  let half u := TBin Div (TUn Ln (TPow u 2)) (TZ 2) in
  match a with
  | TInvPow b 1 => TUn Neg (half b)
  | TUn Sqrt b => TBin Div (TUn Ln b) (TZ 2)
  | TUn Exp b => b
  | _ => half a
  end.

Lemma half_log_spec env u : defined env u -> value env u <> 0 ->
  defined env (TBin Div (TUn Ln (TPow u 2)) (TZ 2)) /\ value env (TBin Div (TUn Ln (TPow u 2)) (TZ 2)) = ln (Rabs (value env u)).
Proof.
  intros D N. cbn [defined value unary_value binary_value unary_domain binary_domain]. split.
  - split; [|split; [exact I | lra]]. split; [exact D|]. rewrite <- Rsqr_pow2. now apply Rlt_0_sqr.
  - now apply ln_Rabs_square.
Qed.

Lemma log_of_atom_spec env a : defined env a -> value env a <> 0 ->
  defined env (log_of_atom a) /\ value env (log_of_atom a) = ln (Rabs (value env a)).
Proof.
  intros D N. pose proof (half_log_spec env a D N) as H.
  destruct a as [| | | |f b|f b b'|b n|b n]; try exact H.
  - destruct f; try exact H; destruct D as [D U]; cbn [log_of_atom defined value unary_value binary_value unary_domain binary_domain] in *.
    + assert (P : 0 < value env b) by (destruct U as [U|U]; [exact U|]; elim N; rewrite <- U; apply sqrt_0).
      split; [split; [split; assumption|]; split; [exact I | lra]|].
      rewrite Rabs_pos_eq by apply sqrt_pos. rewrite <- (sqrt_sqrt (value env b)) at 1 by lra.
      rewrite ln_mult by now apply sqrt_lt_R0. field.
    + split; [exact D|]. rewrite Rabs_pos_eq by (left; apply exp_pos). now rewrite ln_exp.
  - destruct n as [|[|n]]; try exact H. destruct D as [D U]. destruct (half_log_spec env b D U) as [Dh Vh].
    cbn [log_of_atom]. split; [split; [exact Dh | exact I]|].
    change (- value env (TBin Div (TUn Ln (TPow b 2)) (TZ 2)) = ln (Rabs (/ value env b ^ 1))). rewrite Vh.
    rewrite pow_1, Rabs_inv, ln_Rinv by now apply Rabs_pos_lt. reflexivity.
Qed.

Fixpoint log_of_monomial (m : monomial) : term :=
  match m with
  | [] => TZ 0
  | (a, k) :: m => TBin Add (TBin Mul (TZ (Z.of_nat k)) (log_of_atom a)) (log_of_monomial m)
  end.

Lemma log_of_monomial_spec env m : good_monomial env m -> positive_exponents m = true -> monomial_value env m <> 0 ->
  defined env (log_of_monomial m) /\ value env (log_of_monomial m) = ln (Rabs (monomial_value env m)).
Proof.
  induction m as [|[a k] m IH]; cbn [log_of_monomial monomial_value]; intros G P N.
  - split; [exact I|]. cbn. now rewrite Rabs_R1, ln_1.
  - unfold positive_exponents in P. cbn [forallb snd] in P. apply andb_true_iff in P. destruct P as [Pk P]. apply Nat.ltb_lt in Pk.
    assert (Nm : monomial_value env m <> 0) by (intros Z; apply N; rewrite Z; ring).
    assert (Na : value env a <> 0) by (intros Z; apply N; rewrite Z, pow_i by lia; ring).
    destruct IH as [Dm Vm]; [intros b l H; apply (G b l); now right | exact P | exact Nm|].
    destruct (log_of_atom_spec env a (G a k (or_introl eq_refl)) Na) as [Da Va].
    cbn [defined value binary_value binary_domain]. split; [tauto|]. rewrite Va, Vm, Rabs_mult, <- RPow_abs.
    rewrite ln_mult, ln_pow' by (try apply pow_lt; now apply Rabs_pos_lt). now rewrite <- INR_IZR_INZ.
Qed.

(** The logarithm of the size of a normal form: rational content, common atoms, and the rest. *)
Definition log_of_normal (p : polynomial) : term :=
  match p with
  | [([], c)] => log_of_fraction (Z.to_pos (Z.abs (Qnum c))) (Qden c)
  | _ =>
      let (g, d) := content p in
      let (m, q) := common (scaled [] (Zpos d # g) p) in
      TBin Add (log_of_fraction g d)
        (TBin Add (log_of_monomial m) (if is_constant q 1 then TZ 0 else log_of_atom (argument q)))
  end.

Lemma log_of_normal_spec env p x : represents env p x -> x <> 0 ->
  defined env (log_of_normal p) /\ value env (log_of_normal p) = ln (Rabs x).
Proof.
  intros H N.
  assert (G : let (g, d) := content p in
    let t := let (m, q) := common (scaled [] (Zpos d # g) p) in
      TBin Add (log_of_fraction g d)
        (TBin Add (log_of_monomial m) (if is_constant q 1 then TZ 0 else log_of_atom (argument q))) in
    defined env t /\ value env t = ln (Rabs x)).
  { destruct (content p) as [g d]. destruct (represents_scaled env (Zpos d # g) p x H) as [V Gp].
    pose proof (common_spec env _ Gp) as C. destruct (common (scaled [] (Zpos d # g) p)) as [m q].
    destruct C as [W [Gm [Gq P]]]. rewrite V in W.
    assert (Pg : 0 < IZR (Zpos g)) by (apply IZR_lt; lia). assert (Pd : 0 < IZR (Zpos d)) by (apply IZR_lt; lia).
    rewrite Q2R_fraction in W. assert (X : x = IZR (Zpos g) / IZR (Zpos d) * (monomial_value env m * polynomial_value env q)).
    { rewrite <- W. field. lra. }
    assert (Nm : monomial_value env m <> 0) by (intros Z; apply N; rewrite X, Z; ring).
    assert (Nq : polynomial_value env q <> 0) by (intros Z; apply N; rewrite X, Z; ring).
    destruct (log_of_fraction_spec env g d) as [Df Vf]. destruct (log_of_monomial_spec env m Gm P Nm) as [Dm Vm].
    assert (L : defined env (if is_constant q 1 then TZ 0 else log_of_atom (argument q))
      /\ value env (if is_constant q 1 then TZ 0 else log_of_atom (argument q)) = ln (Rabs (polynomial_value env q))).
    { destruct (is_constant q 1) eqn:K.
      - split; [exact I|]. rewrite (is_constant_spec env q _ 1 (conj eq_refl Gq) K). unfold Q2R. cbn [value Qnum Qden].
        now rewrite Rinv_1, Rmult_1_r, Rabs_R1, ln_1.
      - rewrite <- (argument_value env q) in *. apply log_of_atom_spec; [now apply argument_good | exact Nq]. }
    destruct L as [Dl Vl]. cbn [defined value binary_value binary_domain]. split; [tauto|]. rewrite Vf, Vm, Vl, X.
    assert (F : 0 < IZR (Zpos g) / IZR (Zpos d)) by now apply Rdiv_lt_0_compat.
    rewrite !Rabs_mult, (Rabs_pos_eq (IZR (Zpos g) / IZR (Zpos d))) by lra.
    rewrite !ln_mult; try reflexivity; try exact F; try (now apply Rabs_pos_lt).
    apply Rmult_lt_0_compat; now apply Rabs_pos_lt. }
  unfold log_of_normal. destruct p as [|[m c] p]; [exact G|]. destruct m as [|a m]; [|exact G]. destruct p; [|exact G].
  destruct H as [V _]. cbn [polynomial_value monomial_value] in V. clear G.
  destruct (log_of_fraction_spec env (Z.to_pos (Z.abs (Qnum c))) (Qden c)) as [D W]. split; [exact D|]. rewrite W. f_equal.
  assert (C : Qnum c <> 0%Z) by (intros Z; apply N; rewrite <- V; unfold Q2R; rewrite Z; lra).
  rewrite Z2Pos.id by lia. rewrite <- V. unfold Q2R. rewrite Rmult_1_r, Rplus_0_r, Rabs_mult, abs_IZR.
  rewrite (Rabs_pos_eq (/ _)) by (left; apply Rinv_0_lt_compat, IZR_lt; lia). reflexivity.
Qed.

(** The same where inverses in it are multiplied away first: of what is left and of each of these. *)
Fixpoint log_of_fractions (fuel : nat) (p : polynomial) : term :=
  match fuel, find inverted p with
  | S fuel, Some b =>
      let a := TInvPow b 1 in
      let k := degree a p in
      TBin Sub (log_of_fractions fuel (cancelled (multiplied a (normal b) k p)))
        (TBin Mul (TZ (Z.of_nat k)) (log_of_normal (normal b)))
  | _, _ => log_of_normal p
  end.

Lemma log_of_fractions_spec env fuel : forall p x, represents env p x -> x <> 0 ->
  defined env (log_of_fractions fuel p) /\ value env (log_of_fractions fuel p) = ln (Rabs x).
Proof.
  induction fuel as [|fuel IH]; intros p x R N; cbn [log_of_fractions]; [now apply log_of_normal_spec|].
  destruct (find inverted p) as [b|] eqn:F; [|now apply log_of_normal_spec].
  pose proof R as [V G]. destruct (find_spec inverted env _ _ G F) as [a [k [J D]]]. unfold inverted in J.
  destruct a as [| | | | | | |b' [|[|n]]]; try discriminate. destruct k; [discriminate|]. injection J as ->.
  destruct D as [D U]. set (h := degree (TInvPow b 1) p).
  pose proof (multiplied_spec env b (normal b) h p (conj D U) (normal_spec env b D) G (Nat.le_refl _)) as M.
  rewrite V in M. apply represents_cancelled in M. pose proof (pow_nonzero _ h U) as Uh.
  destruct (IH _ _ M) as [Dr Vr]; [now apply Rmult_integral_contrapositive_currified|].
  destruct (log_of_normal_spec env (normal b) (value env b) (normal_spec env b D) U) as [Db Vb].
  cbn [defined value binary_value binary_domain]. split; [tauto|]. rewrite Vr, Vb, Rabs_mult, <- RPow_abs.
  rewrite ln_mult, ln_pow' by (try apply pow_lt; now apply Rabs_pos_lt). rewrite <- INR_IZR_INZ. ring.
Qed.

(** [log |t|] as a term: of products, quotients, powers, roots and exponentials the sum. *)
Fixpoint log_size (t : term) : term :=
  match t with
  | TBin Mul a b => TBin Add (log_size a) (log_size b)
  | TBin Div a b => TBin Sub (log_size a) (log_size b)
  | TPow a (S n) => TBin Mul (TZ (Z.of_nat (S n))) (log_size a)
  | TInvPow a n => TUn Neg (TBin Mul (TZ (Z.of_nat n)) (log_size a))
  | TUn Neg a => log_size a
  | TUn Sqrt a => TBin Div (log_size a) (TZ 2)
  | TUn Exp a => a
  | _ => log_of_fractions 4 (normal t)
  end.

Lemma log_size_spec env t : defined env t -> value env t <> 0 ->
  defined env (log_size t) /\ value env (log_size t) = ln (Rabs (value env t)).
Proof.
  assert (Plain : forall t, defined env t -> value env t <> 0 ->
    defined env (log_of_fractions 4 (normal t)) /\ value env (log_of_fractions 4 (normal t)) = ln (Rabs (value env t))).
  { intros u D N. apply log_of_fractions_spec; [now apply normal_spec | exact N]. }
  induction t as [v|z|n d| |f a IH|f a IHa b IHb|a IH n|a IH n]; intros D N; try (apply Plain; assumption).
  - destruct f; try (apply Plain; assumption); cbn [log_size defined value unary_value unary_domain] in *.
    + destruct IH as [Di Vi]; [tauto | lra|]. split; [exact Di|]. now rewrite Rabs_Ropp.
    + destruct D as [D U]. assert (P : 0 < value env a).
      { destruct U as [U|U]; [exact U|]. elim N. rewrite <- U. apply sqrt_0. }
      destruct IH as [Di Vi]; [exact D | lra|]. cbn [defined binary_domain value binary_value]. split; [split; [exact Di|]; split; [exact I | lra]|].
      rewrite Vi, !Rabs_pos_eq by (try apply sqrt_pos; lra). rewrite <- (sqrt_sqrt (value env a)) at 1 by lra.
      rewrite ln_mult by now apply sqrt_lt_R0. field.
    + split; [apply D|]. rewrite Rabs_pos_eq by (left; apply exp_pos). now rewrite ln_exp.
  - destruct f; try (apply Plain; assumption); cbn [log_size defined value binary_value binary_domain] in *.
    + assert (Na : value env a <> 0) by (intros Z; apply N; rewrite Z; ring).
      assert (Nb : value env b <> 0) by (intros Z; apply N; rewrite Z; ring).
      destruct IHa as [Da Va]; [tauto | exact Na|]. destruct IHb as [Db Vb]; [tauto | exact Nb|].
      split; [tauto|]. rewrite Va, Vb, Rabs_mult, ln_mult by now apply Rabs_pos_lt. reflexivity.
    + destruct D as [D1 [D2 Nb]]. assert (Na : value env a <> 0) by (intros Z; apply N; rewrite Z; unfold Rdiv; ring).
      destruct IHa as [Da Va]; [exact D1 | exact Na|]. destruct IHb as [Db Vb]; [exact D2 | exact Nb|].
      split; [tauto|]. rewrite Va, Vb. unfold Rdiv. rewrite Rabs_mult, Rabs_inv.
      rewrite ln_mult, ln_Rinv by (try apply Rinv_0_lt_compat; now apply Rabs_pos_lt). reflexivity.
  - destruct n as [|n]; [apply Plain; assumption|]. cbn [log_size defined value binary_value binary_domain] in *.
    assert (Na : value env a <> 0) by (intros Z; apply N; rewrite Z; apply pow_i; lia).
    destruct IH as [Da Va]; [exact D | exact Na|]. split; [tauto|].
    rewrite Va, <- RPow_abs, ln_pow' by now apply Rabs_pos_lt. now rewrite <- INR_IZR_INZ.
  - cbn [log_size defined value unary_value binary_value unary_domain binary_domain] in *. destruct D as [D Na].
    destruct IH as [Da Va]; [exact D | exact Na|]. split; [tauto|].
    rewrite Va, Rabs_inv, <- RPow_abs, ln_Rinv, ln_pow' by (try apply pow_lt; try apply pow_nonzero; try apply Rabs_pos_lt; assumption).
    now rewrite <- INR_IZR_INZ.
Qed.

(** * Sines of sums *)

(** The sine and the cosine of [n] times an angle. *)
Fixpoint multiple (n : nat) (p : term * term) : term * term :=
  match n with
  | O => (TZ 0, TZ 1)
  | S n =>
      let (u, v) := multiple n p in let (s, c) := p in
      (TBin Add (TBin Mul u c) (TBin Mul v s), TBin Sub (TBin Mul v c) (TBin Mul u s))
  end.

Definition represents_circle env (p : term * term) (x : R) : Prop :=
  (defined env (fst p) /\ value env (fst p) = sin x) /\ (defined env (snd p) /\ value env (snd p) = cos x).

Lemma multiple_spec env p x n : represents_circle env p x -> represents_circle env (multiple n p) (INR n * x).
Proof.
  intros H. induction n as [|n IH]; cbn [multiple].
  - rewrite Rmult_0_l. split; (split; [exact I|]); cbn; [now rewrite sin_0 | now rewrite cos_0].
  - destruct (multiple n p) as [u v], p as [s c]. destruct H as [[Ds Vs] [Dc Vc]], IH as [[Du Vu] [Dv Vv]].
    cbn [fst snd] in *. rewrite S_INR. replace ((INR n + 1) * x) with (INR n * x + x) by ring.
    split; (split; [cbn; tauto|]); cbn [fst snd value binary_value]; rewrite Vs, Vc, Vu, Vv;
      [rewrite sin_plus; ring | rewrite cos_plus; ring].
Qed.

Definition plain_circle (t : term) : term * term := (TUn Sin t, TUn Cos t).

Lemma plain_circle_spec env t : defined env t -> represents_circle env (plain_circle t) (value env t).
Proof. intros D. split; (split; [cbn; tauto | reflexivity]). Qed.

(** Of [c] times a monomial, by multiples of its [d]th part. *)
Definition circle_of_term (d : positive) (m : monomial) (c : Q) : term * term :=
  let n := Qred (c * (Zpos d # 1)) in
  if Pos.eqb (Qden n) 1 && Z.leb (Z.abs (Qnum n)) 16 && negb (match monomial_compare m pi_monomial with Eq => true | _ => false end)
  then let (s, k) := multiple (Z.to_nat (Z.abs (Qnum n))) (plain_circle (argument [(m, 1 # d)])) in
    if Z.ltb (Qnum n) 0 then (TUn Neg s, k) else (s, k)
  else plain_circle (argument [(m, c)]).

Lemma circle_of_term_spec env d m c : good_monomial env m ->
  represents_circle env (circle_of_term d m c) (Q2R c * monomial_value env m).
Proof.
  intros G. assert (Gp : forall c, good env [(m, c)]) by (intros e; apply good_cons; split; [exact G | apply nil_good]).
  assert (P : forall c, represents_circle env (plain_circle (argument [(m, c)])) (Q2R c * monomial_value env m)).
  { intros e. replace (Q2R e * monomial_value env m) with (value env (argument [(m, e)])) by (rewrite argument_value; simpl; ring).
    apply plain_circle_spec, argument_good, Gp. }
  unfold circle_of_term. set (n := Qred (c * (Z.pos d # 1))).
  destruct (Pos.eqb (Qden n) 1) eqn:E; [|apply P]. destruct (Z.leb (Z.abs (Qnum n)) 16); [|apply P].
  destruct (negb _); [|apply P]. cbn [andb]. apply Pos.eqb_eq in E.
  assert (V : IZR (Qnum n) * Q2R (1 # d) = Q2R c).
  { assert (K : IZR (Qnum n) = Q2R n) by (unfold Q2R; rewrite E; field). rewrite K. unfold n.
    rewrite Q2R_reduced, Q2R_mult. unfold Q2R. cbn [Qnum Qden]. field. split; apply not_0_IZR; lia. }
  pose proof (multiple_spec env _ _ (Z.to_nat (Z.abs (Qnum n))) (P (1 # d))) as M.
  rewrite INR_IZR_INZ, Z2Nat.id in M by lia.
  destruct (multiple _ _) as [s k]. destruct M as [[Ds Vs] [Dc Vc]]. cbn [fst snd] in *.
  destruct (Z.ltb_spec (Qnum n) 0) as [L|L].
  - rewrite Z.abs_neq, opp_IZR in Vs, Vc by lia.
    replace (- IZR (Qnum n) * (Q2R (1 # d) * monomial_value env m)) with (- (Q2R c * monomial_value env m)) in Vs, Vc by (rewrite <- V; ring).
    rewrite sin_neg in Vs. rewrite cos_neg in Vc.
    split; (split; [cbn; tauto|]); cbn [fst snd value unary_value]; lra.
  - rewrite Z.abs_eq in Vs, Vc by lia.
    replace (IZR (Qnum n) * (Q2R (1 # d) * monomial_value env m)) with (Q2R c * monomial_value env m) in Vs, Vc by (rewrite <- V; ring).
    split; split; assumption.
Qed.

Fixpoint circle_of (d : positive) (p : polynomial) : term * term :=
  match p with
  | [] => (TZ 0, TZ 1)
  | [(m, c)] => circle_of_term d m c
  | (m, c) :: p =>
      let (s, k) := circle_of_term d m c in let (s', k') := circle_of d p in
      (TBin Add (TBin Mul s k') (TBin Mul k s'), TBin Sub (TBin Mul k k') (TBin Mul s s'))
  end.

Lemma circle_of_spec env d p : good env p -> represents_circle env (circle_of d p) (polynomial_value env p).
Proof.
  induction p as [|[m c] p IH]; intros G.
  - split; (split; [exact I|]); cbn; [now rewrite sin_0 | now rewrite cos_0].
  - apply good_cons in G. destruct G as [Gm Gp]. pose proof (circle_of_term_spec env d m c Gm) as H.
    destruct p as [|t p]; [cbn [circle_of polynomial_value]; now rewrite Rplus_0_r|].
    specialize (IH Gp). remember (t :: p) as q eqn:Q. cbn [circle_of]. subst q. cbv beta iota.
    destruct (circle_of_term d m c) as [s k]. destruct (circle_of d (t :: p)) as [s' k'].
    cbn [polynomial_value] in *. destruct H as [[D1 V1] [D2 V2]], IH as [[D3 V3] [D4 V4]].
    cbn [fst snd] in *. split; (split; [cbn; tauto|]); cbn [fst snd value binary_value]; rewrite V1, V2, V3, V4;
      [rewrite sin_plus; ring | rewrite cos_plus; ring].
Qed.

(** A common denominator of the coefficients of all angles, as far as it is small. *)
Definition with_denominators (p : polynomial) (d : positive) : positive :=
  fold_right (fun t d => let e := Z.to_pos (Z.lcm (Zpos (Qden (snd t))) (Zpos d)) in
    match fst t with [(TPi, _)] => d | _ => if Pos.leb e 12 then e else d end) d p.

(** That of angles, or of exponents. *)
Fixpoint parts (angles : bool) (t : term) (d : positive) : positive :=
  match t with
  | TVar _ | TZ _ | TQ _ _ | TPi => d
  | TUn f a =>
      let d := parts angles a d in
      if match f with Sin | Cos => angles | Exp => negb angles | _ => false end then with_denominators (normal a) d else d
  | TPow a _ | TInvPow a _ => parts angles a d
  | TBin _ a b => parts angles a (parts angles b d)
  end.

(** * Exponentials of sums *)

Definition exponential_of_term (e : positive) (m : monomial) (c : Q) : term :=
  let n := Qred (c * (Zpos e # 1)) in
  if Pos.eqb (Qden n) 1 && Z.leb (Z.abs (Qnum n)) 24 then
    let u := TUn Exp (argument [(m, 1 # e)]) in
    if Z.ltb (Qnum n) 0 then TInvPow u (Z.to_nat (- Qnum n)) else TPow u (Z.to_nat (Qnum n))
  else TUn Exp (argument [(m, c)]).

Lemma exponential_of_term_spec env e m c : good_monomial env m ->
  defined env (exponential_of_term e m c) /\ value env (exponential_of_term e m c) = exp (Q2R c * monomial_value env m).
Proof.
  intros G. assert (Gp : forall c, good env [(m, c)]) by (intros b; apply good_cons; split; [exact G | apply nil_good]).
  assert (P : forall c, defined env (TUn Exp (argument [(m, c)]))
    /\ value env (TUn Exp (argument [(m, c)])) = exp (Q2R c * monomial_value env m)).
  { intros b. split; [split; [apply argument_good, Gp | exact I]|]. cbn [value unary_value]. rewrite argument_value. f_equal. simpl. ring. }
  unfold exponential_of_term. set (n := Qred (c * (Z.pos e # 1))).
  destruct (Pos.eqb (Qden n) 1) eqn:E; [|apply P]. destruct (Z.leb (Z.abs (Qnum n)) 24); [|apply P].
  cbn [andb]. apply Pos.eqb_eq in E. destruct (P (1 # e)) as [D V]. set (u := TUn Exp (argument [(m, 1 # e)])) in *.
  assert (W : IZR (Qnum n) * Q2R (1 # e) = Q2R c).
  { assert (K : IZR (Qnum n) = Q2R n) by (unfold Q2R; rewrite E; field). rewrite K. unfold n.
    rewrite Q2R_reduced, Q2R_mult. unfold Q2R. cbn [Qnum Qden]. field. split; apply not_0_IZR; lia. }
  destruct (Z.ltb_spec (Qnum n) 0) as [L|L]; cbn [defined value].
  - split; [split; [exact D|]; rewrite V; apply Rgt_not_eq, exp_pos|].
    rewrite V, exp_nat, <- exp_Ropp, INR_IZR_INZ, Z2Nat.id, opp_IZR by lia. f_equal. rewrite <- W. ring.
  - split; [exact D|]. rewrite V, exp_nat, INR_IZR_INZ, Z2Nat.id by lia. f_equal. rewrite <- W. ring.
Qed.

Fixpoint exponential_of (e : positive) (p : polynomial) : term :=
  match p with [] => TZ 1 | (m, c) :: p => TBin Mul (exponential_of_term e m c) (exponential_of e p) end.

Lemma exponential_of_spec env e p : good env p ->
  defined env (exponential_of e p) /\ value env (exponential_of e p) = exp (polynomial_value env p).
Proof.
  induction p as [|[m c] p IH]; intros G.
  - split; [exact I|]. cbn. now rewrite exp_0.
  - apply good_cons in G. destruct G as [Gm Gp]. destruct (IH Gp) as [D V].
    destruct (exponential_of_term_spec env e m c Gm) as [Dt Vt]. cbn [exponential_of defined value binary_value binary_domain polynomial_value].
    split; [tauto|]. now rewrite V, Vt, exp_plus.
Qed.

(** * Terms taken apart *)

Fixpoint apart_with (d e : positive) (t : term) : term :=
  match t with
  | TVar _ | TZ _ | TQ _ _ | TPi => t
  | TUn Ln a => log_size (apart_with d e a)
  | TUn Sin a => fst (circle_of d (normal (apart_with d e a)))
  | TUn Cos a => snd (circle_of d (normal (apart_with d e a)))
  | TUn Exp a => exponential_of e (normal (apart_with d e a))
  | TUn f a => TUn f (apart_with d e a)
  | TBin f a b => TBin f (apart_with d e a) (apart_with d e b)
  | TPow a n => TPow (apart_with d e a) n
  | TInvPow a n => TInvPow (apart_with d e a) n
  end.

Lemma apart_with_spec env d e t : defined env t -> defined env (apart_with d e t) /\ value env (apart_with d e t) = value env t.
Proof.
  assert (C : forall a, defined env a -> represents_circle env (circle_of d (normal a)) (value env a)).
  { intros a D. destruct (normal_spec env a D) as [V G]. rewrite <- V. now apply circle_of_spec. }
  induction t as [v|z|n b| |f a IH|f a IHa b IHb|a IH n|a IH n]; intros D; try (split; [exact D | reflexivity]).
  - destruct D as [D U]. destruct (IH D) as [Da Va].
    destruct f; cbn [apart_with defined value unary_value unary_domain] in *;
      try (rewrite Va; split; [split; assumption | reflexivity]).
    + rewrite <- Va. apply (C _ Da).
    + rewrite <- Va. apply (C _ Da).
    + destruct (normal_spec env _ Da) as [V G]. rewrite <- Va, <- V. now apply exponential_of_spec.
    + rewrite <- Va in U. destruct (log_size_spec env _ Da ltac:(lra)) as [Dl Vl]. split; [exact Dl|].
      rewrite Vl, Rabs_pos_eq by lra. now rewrite Va.
  - destruct D as [D1 [D2 U]]. destruct (IHa D1) as [Da Va], (IHb D2) as [Db Vb].
    cbn [apart_with defined value]. rewrite Va, Vb. tauto.
  - destruct (IH D) as [Da Va]. cbn [apart_with defined value]. rewrite Va. tauto.
  - destruct D as [D N]. destruct (IH D) as [Da Va]. cbn [apart_with defined value]. rewrite Va. tauto.
Qed.

Definition apart (t : term) : term := apart_with (parts true t 1) (parts false t 1) t.

Theorem apart_spec env t : defined env t -> defined env (apart t) /\ value env (apart t) = value env t.
Proof. apply apart_with_spec. Qed.
